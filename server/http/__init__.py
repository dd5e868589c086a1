"""aiohttp mechanics that any API needs; knows no noun of ours."""
