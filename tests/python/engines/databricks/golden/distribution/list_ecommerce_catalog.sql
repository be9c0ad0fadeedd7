-- batch 1, SQL warehouse

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

-- batch 2, cluster

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

-- batch 3, SQL warehouse

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

SHOW SCHEMAS IN `ecommerce_catalog`
;

