"""The worker's turns end, whatever the driver does with a cancellation."""

import asyncio

from procrastinate import exceptions

from parvis.kernel import worker


class _Manager:
    """Asks a database that is away: the cancellation arrives while it connects, and comes out as its error."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.times = 0

    async def get_stalled_jobs(self, **_: object) -> list[object]:
        self.times += 1
        self.asked.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise exceptions.ConnectorException("connection failed") from None
        return []


class _App:
    def __init__(self) -> None:
        self.job_manager = _Manager()


def test_a_lost_cancellation_does_not_keep_the_turn() -> None:
    async def turn() -> int:
        app, over = _App(), asyncio.Event()
        rescue = asyncio.create_task(worker._rescue(app, over))  # type: ignore[arg-type]
        await app.job_manager.asked.wait()
        over.set()
        rescue.cancel()
        await asyncio.wait_for(asyncio.gather(rescue, return_exceptions=True), 2)
        return app.job_manager.times

    assert asyncio.run(turn()) == 1
