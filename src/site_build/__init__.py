"""Glue between the pages, the proofreader and MkDocs."""
