-- batch 1, SQL warehouse

SHOW SCHEMAS IN `marketplace_catalog`
;

SHOW SCHEMAS IN `marketplace_catalog`
;

SHOW SCHEMAS IN `marketplace_catalog`
;

SHOW SCHEMAS IN `marketplace_catalog`
;

SHOW SCHEMAS IN `marketplace_catalog`
;

-- batch 2, cluster

SHOW SCHEMAS IN `marketplace_catalog`
;

SHOW SCHEMAS IN `marketplace_catalog`
;

SHOW SCHEMAS IN `marketplace_catalog`
;

SHOW SCHEMAS IN `marketplace_catalog`
;

SHOW SCHEMAS IN `marketplace_catalog`
;

