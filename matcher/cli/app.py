"""All commands of python -m matcher, and how their errors are told."""

import os
import sys

import typer

from matcher.cli.ask import ask
from matcher.cli.compare import compare_command
from matcher.cli.evaluate import evaluate_command
from matcher.cli.finetune import finetune_command
from matcher.cli.lint import lint_command
from matcher.cli.models import models_command
from matcher.cli.revisions import diff_command, revisions_command, rollback_command
from matcher.cli.several import TakesSeveral
from matcher.cli.sts import sts_command
from matcher.cli.train import train
from matcher.cli.transfer import export_command, import_command
from matcher.cli.tune import KEYS, tune_command
from matcher.errors import MatcherError
from matcher.settings import PROJECT

app = typer.Typer(
    help="Ask, check and serve an FAQ, and look after the knowledge base in FAQ_HOME.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def serve() -> None:
    """Serve chat, admin panels and REST API; everything is set by FAQ_ environment variables."""
    os.execv(sys.executable, [sys.executable, str(PROJECT / "app.py")])


app.command("ask")(ask)
app.command("evaluate")(evaluate_command)
app.command("compare", cls=TakesSeveral)(compare_command)
app.command("finetune")(finetune_command)
app.command("tune", epilog=KEYS)(tune_command)
app.command("lint")(lint_command)
app.command("import")(import_command)
app.command("export")(export_command)
app.command("revisions")(revisions_command)
app.command("rollback")(rollback_command)
app.command("diff")(diff_command)
app.command("models", cls=TakesSeveral)(models_command)
app.command("sts")(sts_command)
app.command("serve")(serve)
app.add_typer(train, name="train")


def main() -> None:
    """Run a command; an error meant for the user is one line on standard error and exit code 2."""
    try:
        app()
    except MatcherError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(2) from error
