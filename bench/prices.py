"""What AWS asks in us-east-1, US$, as of November 2026, and what a use of each service costs.

Free tiers that end after a year are left out, and Lambda's, which other functions of an account
use up. Those of CloudWatch, KMS, SQS and EventBridge Scheduler stay.
"""

from dataclasses import dataclass

HTTP_API_REQUEST = 1.00e-6  # of up to 512 KB
LAMBDA_REQUEST = 0.20e-6
LAMBDA_GB_S = 13.3334e-6  # arm64; the init phase is billed too
WRITE_UNIT = 0.625e-6
READ_UNIT = 0.125e-6
FIREHOSE_GB = 0.029  # each record rounded up to 5 KB
FIREHOSE_ROUNDS_TO = 5_120
S3_PUT = 5e-6
S3_GET = 0.4e-6
LOGS_GB = 0.50
LOG_LINE_OVERHEAD = 26
TRACE = 5e-6
ALARM_MONTH, ALARMS_FREE = 0.10, 10
METRIC_MONTH, METRICS_FREE = 0.30, 10
DASHBOARD_MONTH, DASHBOARDS_FREE = 3.00, 3
KMS_REQUEST, KMS_REQUESTS_FREE = 3e-6, 20_000
SQS_REQUEST, SQS_REQUESTS_FREE = 0.40e-6, 1_000_000
SCHEDULER_CALL, SCHEDULER_CALLS_FREE = 1e-6, 14_000_000
GIB = 1 << 30
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
MIB_A_CORE = 1_769


@dataclass(frozen=True, slots=True)
class Run:
    """One call of a function: CPU ms of a whole core, ms of waiting, and its memory in MiB."""

    cpu_ms: float
    wait_ms: float
    mib: int

    @property
    def duration_ms(self) -> float:
        return self.cpu_ms * max(1.0, MIB_A_CORE / self.mib) + self.wait_ms

    @property
    def dollars(self) -> float:
        return LAMBDA_REQUEST + self.duration_ms / 1_000 * self.mib / 1_024 * LAMBDA_GB_S


def logged(*lines: int) -> float:
    """What log lines of so many bytes cost."""
    return sum(size + LOG_LINE_OVERHEAD for size in lines) / GIB * LOGS_GB


def delivered(*records: int) -> float:
    """What Firehose takes for records of so many bytes."""
    rounded = sum(-(-size // FIREHOSE_ROUNDS_TO) * FIREHOSE_ROUNDS_TO for size in records)
    return rounded / GIB * FIREHOSE_GB
