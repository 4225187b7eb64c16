"""Parvis: digital services of a French territory, from the question to the sealed decision."""
