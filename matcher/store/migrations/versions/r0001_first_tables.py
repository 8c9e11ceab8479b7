"""Make the first tables: revisions, entries, phrasings, pointers, settings, vectors.

Spelt out here rather than taken from tables.py, so that later changes there leave this step as it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go from an empty database to the first schema."""
    _make_knowledge()
    op.create_table(
        "settings",
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
    )
    op.create_table(
        "vectors",
        sa.Column("fingerprint", sa.String(255), primary_key=True),
        sa.Column("text_sha256", sa.String(64), primary_key=True),
        sa.Column("dimension", sa.Integer, nullable=False),
        sa.Column("checksum", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def _make_knowledge() -> None:
    op.create_table(
        "revisions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("author", "note", "source")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("entries", "phrasings")),
    )
    op.create_table(
        "entries",
        sa.Column("revision", sa.Integer, sa.ForeignKey("revisions.number"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("id", "answer", "category")),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.UniqueConstraint("revision", "id", name="entries_id_once_per_revision"),
    )
    op.create_table(
        "phrasings",
        *(sa.Column(name, sa.Integer, primary_key=True) for name in ("revision", "entry", "position")),
        sa.Column("text", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["revision", "entry"], ["entries.revision", "entries.position"], name="phrasings_entry"
        ),
    )
    op.create_table(
        "pointers",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("revision", sa.Integer, sa.ForeignKey("revisions.number"), nullable=False),
    )
