"""Recipes that make the weights which the project ships."""
