"""Athenaeum: research data, training, learning and assessment behind one login."""

VERSION = "0.1.0"
