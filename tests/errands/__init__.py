"""Tests of `errands`."""
