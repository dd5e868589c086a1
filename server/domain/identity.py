"""What the doors need beside a connection: settings, keys, the hasher, the cache, the known identity providers.

Made once by `server/app.py` (and by a command that needs it). A password is hashed outside any connection, so what checks
or sets one takes the `Identity`, which has the pool, and opens its transactions itself.
"""

from dataclasses import dataclass, field

from server.config import Config
from server.db import Pool
from server.domain.credential_cache import Cache
from server.domain.passwords import Hasher
from server.domain.providers import Provider
from server.outgoing import Outgoing
from server.secrets import Secrets


@dataclass(frozen=True, eq=False)
class Identity:
    pool: Pool = field(repr=False)
    config: Config = field(repr=False)
    secrets: Secrets = field(repr=False)
    passwords: Hasher = field(repr=False)
    cache: Cache = field(repr=False)
    providers: tuple[Provider, ...] = ()

    @classmethod
    def create(cls, pool: Pool, config: Config, secrets: Secrets, outgoing: Outgoing | None = None) -> "Identity":
        """With several server processes nothing is cached: each request sees what is committed."""
        seconds = config.sessions.cache_seconds if config.server.workers == 1 else 0.0
        return cls(pool, config, secrets, Hasher(config.accounts.bcrypt_rounds), Cache(seconds), Provider.configured(config, outgoing))
