"""Rate limits (being written)."""


async def check_address(request, surface, rate):
    return None


async def check_actor(request, surface, rate, actor):
    return None
