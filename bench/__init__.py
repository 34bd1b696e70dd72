"""Ratios, never milliseconds alone: each case against its yardstick, interleaved in one run, median of many."""
