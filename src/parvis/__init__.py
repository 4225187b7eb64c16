"""Parvis: digital services of a French territory, from the question to the sealed decision."""

__version__ = "0.1.0"
