"""Logs and figures."""

from parvis.config.settings.environment import read
from parvis.kernel.logs import configuration

LOGGING = configuration(read("PARVIS_LOG_LEVEL").upper(), read("PARVIS_LOG_FORMAT"))
PARVIS_METRICS_TOKEN = read("PARVIS_METRICS_TOKEN")
