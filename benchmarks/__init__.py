"""How good and how fast the matcher is, beside others; the results are in README.md."""
