"""Keep drafts, findings that people chose to ignore, and of each revision the format of its file."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column to revisions, and make the tables."""
    op.add_column("revisions", sa.Column("format", sa.String(32), nullable=False, server_default=""))
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("base", sa.Integer, sa.ForeignKey("revisions.number"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "draft_steps",
        sa.Column("draft", sa.String(64), sa.ForeignKey("drafts.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("start", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("label", "source")),
        sa.Column("format", sa.String(32), nullable=False),
    )
    op.create_table(
        "draft_changes",
        sa.Column("draft", sa.String(64), primary_key=True),
        *(sa.Column(name, sa.Integer, primary_key=True) for name in ("step", "position")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("entry", "content")),
        sa.ForeignKeyConstraint(
            ["draft", "step"], ["draft_steps.draft", "draft_steps.number"], name="draft_changes_step"
        ),
    )
    op.create_table("ignored_findings", sa.Column("key", sa.String(64), primary_key=True))
