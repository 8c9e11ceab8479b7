"""The command line: python -m matcher. One module a group of commands, put together in app."""

from matcher.cli.app import app, main

__all__ = ["app", "main"]
