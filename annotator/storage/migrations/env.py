"""What Alembic runs: the migrations, on the connection that ``upgrade`` hands over."""

from __future__ import annotations

from alembic import context

from annotator.storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    # One transaction around all of them, which the caller begins and ends.
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
