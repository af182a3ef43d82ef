"""Sends requests at the moments of a Poisson process, whatever becomes of those before, and measures first tokens.

Usage: paced_client.py HOST PORT RATE COUNT BODY. Prints JSON: for each answer its status and the milliseconds from sending
to its first byte, which comes with the first token.
"""
import asyncio
import json
import random
import sys

host, port, rate, count, body = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
request = (
    f"POST /v1/messages HTTP/1.1\r\nHost: {host}\r\nx-api-key: sk-invented\r\nanthropic-version: 2023-06-01\r\n"
    f"content-type: application/json\r\nconnection: close\r\ncontent-length: {len(body)}\r\n\r\n{body}"
).encode()


class Exchange(asyncio.Protocol):
    def __init__(self, results, done):
        self.results, self.done, self.status = results, done, 0

    def connection_made(self, transport):
        self.began = loop.time()
        transport.write(request)

    def data_received(self, data):
        if self.status == 0:
            self.status = int(data[9:12])
            self.results.append((self.status, (loop.time() - self.began) * 1000))

    def connection_lost(self, error):
        self.done()


async def main():
    global loop
    loop = asyncio.get_running_loop()
    chance = random.Random(20261127)
    results, left, finished = [], count, asyncio.Event()

    def done():
        nonlocal left
        left -= 1
        if left == 0:
            finished.set()

    moment = loop.time()
    for _ in range(count):
        moment += chance.expovariate(rate)
        await asyncio.sleep(moment - loop.time())
        asyncio.ensure_future(loop.create_connection(lambda: Exchange(results, done), host, port))
    await finished.wait()
    print(json.dumps(results))


asyncio.run(main())
