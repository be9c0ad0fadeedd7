"""The connector's Thrift service, answered from an engine, every result in its first answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pyarrow as pa
from databricks.sql.thrift_api.TCLIService import ttypes

from tests.python.engines.databricks.stand_in.engine import Engine, StandInError

SUCCESS = ttypes.TStatus(statusCode=ttypes.TStatusCode.SUCCESS_STATUS)
TYPES: tuple[tuple[Callable[[pa.DataType], bool], int], ...] = (
    (pa.types.is_boolean, ttypes.TTypeId.BOOLEAN_TYPE),
    (pa.types.is_int8, ttypes.TTypeId.TINYINT_TYPE),
    (pa.types.is_int16, ttypes.TTypeId.SMALLINT_TYPE),
    (pa.types.is_int32, ttypes.TTypeId.INT_TYPE),
    (pa.types.is_int64, ttypes.TTypeId.BIGINT_TYPE),
    (pa.types.is_float32, ttypes.TTypeId.FLOAT_TYPE),
    (pa.types.is_float64, ttypes.TTypeId.DOUBLE_TYPE),
    (pa.types.is_decimal, ttypes.TTypeId.DECIMAL_TYPE),
    (pa.types.is_date, ttypes.TTypeId.DATE_TYPE),
    (pa.types.is_timestamp, ttypes.TTypeId.TIMESTAMP_TYPE),
    (pa.types.is_binary, ttypes.TTypeId.BINARY_TYPE),
    (pa.types.is_list, ttypes.TTypeId.ARRAY_TYPE),
    (pa.types.is_map, ttypes.TTypeId.MAP_TYPE),
    (pa.types.is_struct, ttypes.TTypeId.STRUCT_TYPE),
)


class Service:
    """What TCLIService.Processor calls; each method takes and returns one of its structs.

    The methods have the names of the Thrift service. A result comes whole with the answer to its
    statement, so that the connector never has to ask for more.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def OpenSession(self, request: Any) -> Any:  # noqa: N802
        """Opens a session in the catalog that the client names."""
        handle = new_handle()
        namespace = request.initialNamespace
        try:
            self.engine.open(handle.guid, namespace.catalogName if namespace else None)
        except StandInError as error:
            return ttypes.TOpenSessionResp(
                status=ttypes.TStatus(
                    statusCode=ttypes.TStatusCode.ERROR_STATUS, errorMessage=str(error)
                ),
                serverProtocolVersion=ttypes.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V7,
            )
        return ttypes.TOpenSessionResp(
            status=SUCCESS,
            serverProtocolVersion=ttypes.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V7,
            sessionHandle=ttypes.TSessionHandle(sessionId=handle),
            initialNamespace=namespace,
            canUseMultipleCatalogs=True,
            configuration={},
        )

    def CloseSession(self, request: Any) -> Any:  # noqa: N802
        """Closes a session."""
        self.engine.close(request.sessionHandle.sessionId.guid)
        return ttypes.TCloseSessionResp(status=SUCCESS)

    def ExecuteStatement(self, request: Any) -> Any:  # noqa: N802
        """Runs a statement to its end and answers with all of its rows."""
        try:
            rows = self.engine.execute(request.sessionHandle.sessionId.guid, request.statement)
        except StandInError as error:
            return answer(failed(str(error)), has_rows=False)
        return answer(finished(rows), has_rows=True)

    def CloseOperation(self, request: Any) -> Any:  # noqa: N802
        """Closes a statement, of which nothing is left to close."""
        return ttypes.TCloseOperationResp(status=SUCCESS)

    def CancelOperation(self, request: Any) -> Any:  # noqa: N802
        """Cancels a statement, which has ended before its client knew of it."""
        return ttypes.TCancelOperationResp(status=SUCCESS)


def new_handle() -> Any:
    """A handle that nothing else has."""
    return ttypes.THandleIdentifier(guid=uuid.uuid4().bytes, secret=uuid.uuid4().bytes)


def answer(results: Any, *, has_rows: bool) -> Any:
    """The answer to ExecuteStatement."""
    operation = ttypes.TOperationHandle(
        operationId=new_handle(),
        operationType=ttypes.TOperationType.EXECUTE_STATEMENT,
        hasResultSet=has_rows,
    )
    return ttypes.TExecuteStatementResp(
        status=SUCCESS, operationHandle=operation, directResults=results
    )


def failed(message: str) -> Any:
    """The results of a statement that failed."""
    return ttypes.TSparkDirectResults(
        operationStatus=ttypes.TGetOperationStatusResp(
            status=SUCCESS,
            operationState=ttypes.TOperationState.ERROR_STATE,
            errorMessage=message,
            displayMessage=message,
        ),
        closeOperation=ttypes.TCloseOperationResp(status=SUCCESS),
    )


def finished(rows: pa.Table) -> Any:
    """The results of a statement that succeeded."""
    batches = [
        ttypes.TSparkArrowBatch(batch=batch.serialize().to_pybytes(), rowCount=batch.num_rows)
        for batch in rows.combine_chunks().to_batches()
    ]
    return ttypes.TSparkDirectResults(
        operationStatus=ttypes.TGetOperationStatusResp(
            status=SUCCESS, operationState=ttypes.TOperationState.FINISHED_STATE
        ),
        resultSetMetadata=ttypes.TGetResultSetMetadataResp(
            status=SUCCESS,
            schema=ttypes.TTableSchema(
                [column(field, position) for position, field in enumerate(rows.schema, 1)]
            ),
            resultFormat=ttypes.TSparkRowSetType.ARROW_BASED_SET,
            lz4Compressed=False,
            isStagingOperation=False,
            arrowSchema=rows.schema.serialize().to_pybytes(),
        ),
        resultSet=ttypes.TFetchResultsResp(
            status=SUCCESS,
            hasMoreRows=False,
            results=ttypes.TRowSet(startRowOffset=0, rows=[], arrowBatches=batches),
        ),
        closeOperation=ttypes.TCloseOperationResp(status=SUCCESS),
    )


def column(field: pa.Field, position: int) -> Any:
    """The description of a column; types that have none of their own are strings."""
    kind = next((kind for fits, kind in TYPES if fits(field.type)), ttypes.TTypeId.STRING_TYPE)
    qualifiers = None
    if kind == ttypes.TTypeId.DECIMAL_TYPE:
        qualifiers = ttypes.TTypeQualifiers(
            {
                name: ttypes.TTypeQualifierValue(i32Value=getattr(field.type, name))
                for name in ("precision", "scale")
            }
        )
    entry = ttypes.TPrimitiveTypeEntry(type=kind, typeQualifiers=qualifiers)
    return ttypes.TColumnDesc(
        columnName=field.name,
        position=position,
        typeDesc=ttypes.TTypeDesc(types=[ttypes.TTypeEntry(primitiveEntry=entry)]),
    )
