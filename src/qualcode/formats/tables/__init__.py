"""Interviews in tables (CSV, TSV, XLSX), and attributes of cases."""

from qualcode.formats.tables.attributes import AttributeTable, NoIds, read_attributes
from qualcode.formats.tables.columns import UnknownColumn, UnknownJob
from qualcode.formats.tables.reader import TABLES, NoTalk, Tables

__all__ = ["TABLES", "AttributeTable", "NoIds", "NoTalk", "Tables", "UnknownColumn", "UnknownJob", "read_attributes"]
