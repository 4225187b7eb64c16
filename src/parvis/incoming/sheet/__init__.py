"""Spreadsheets of questions: a line for each."""
