"""A mail server that keeps what it takes and refuses what it is told to.

Arguments: the port, and a folder. Every letter taken becomes one line of `letters` there, and every command answered
one line of `asked`. `answers` there, read at each command, holds a JSON object: an address, or MAIL for every sender, to
a list of answers, of which the first is used up; the answer "silence" is never given. Where the list is empty or there
is none, the server is friendly.
"""

import asyncio
import email
import email.policy
import json
import pathlib
import sys

from aiosmtpd.controller import Controller

port, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])


def write(name, what):
    with open(folder / name, "a", encoding="utf-8") as file:
        file.write(json.dumps(what) + "\n")


class Handler:
    def __init__(self):
        self.used = {}

    async def answer(self, key):
        file = folder / "answers"
        answers = json.loads(file.read_text()) if file.exists() else {}
        position = self.used.get(key, 0)
        told = answers.get(key, [])
        chosen = told[position] if position < len(told) else "250 fine"
        self.used[key] = position + 1
        write("asked", [key, chosen])
        if chosen == "silence":
            await asyncio.sleep(3600)
        return chosen

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = await self.answer("MAIL")
        if answer.startswith("2"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = await self.answer(address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        write(
            "letters",
            {
                "sender": envelope.mail_from,
                "recipients": envelope.rcpt_tos,
                "from": str(letter["from"]),
                "to": str(letter["to"]),
                "subject": str(letter["subject"]),
                "message_id": str(letter["message-id"]),
                "date": str(letter["date"]),
                "body": letter.get_content(),
            },
        )
        return "250 taken"


Controller(Handler(), hostname="127.0.0.1", port=port).start()
asyncio.new_event_loop().run_forever()
