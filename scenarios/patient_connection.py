"""A connection to PostgreSQL with a deadline of its own for every answer.

Where the server's process is stopped, its machine still answers for it: neither the timeouts of the network nor those of
the server ever fire. Whoever waits would wait for ever.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, OperationalError, errors


class PatientConnection(Connection):
    """Give up after `patience` [s] without a whole answer; the connection is thrown away then."""

    patience: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer, but not for ever."""
        if timeout is not None or self.patience is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience)
        except errors._WaitTimeout:
            self.pgconn.finish()
            raise OperationalError(f"the server did not answer within {self.patience:.0f} seconds; try again in a moment") from None
