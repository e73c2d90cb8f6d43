#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A mail server for tests: speaks SMTP with STARTTLS (or TLS from the first byte, or neither) on a free port of
127.0.0.1 and does not deliver anything.

    smtp_server.py CERT KEY [TRAIT...]

Prints the port on its first line, then one JSON object a line for each letter it took. Ends when its standard input
does. Traits: implicit, plain (no STARTTLS offered), auth=USER:PASSWORD (must sign in), no_recipient (550), greylist
(451 to the first try of each recipient), no_letter (554 after DATA), no_sender (550), busy (421 at once), cut (closes in
the middle of the letter), mute (takes the letter and closes without an answer), slow (never greets)."""
import base64
import json
import socket
import ssl
import sys
import threading

cert, key, *traits = sys.argv[1:]
auth = next((t[5:] for t in traits if t.startswith("auth=")), None)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(cert, key)
seen = set()
printing = threading.Lock()


class Talk:
    def __init__(self, conn):
        self.conn = conn
        self.encrypted = False
        self.buffer = b""
        self.helo = self.user = self.sender = None
        self.recipients = []

    def encrypt(self):
        self.conn = tls.wrap_socket(self.conn, server_side=True)
        self.encrypted = True
        self.buffer = b""  # what came before the handshake counts for nothing (RFC 3207 section 4.2)

    def say(self, text):
        self.conn.sendall(text.encode() + b"\r\n")

    def line(self):
        while b"\n" not in self.buffer:
            got = self.conn.recv(4096)
            if not got:
                raise EOFError
            self.buffer += got
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r")

    def extensions(self):
        offered = ["localhost", "8BITMIME", "PIPELINING"]
        if not self.encrypted and "plain" not in traits:
            offered.append("STARTTLS")
        if auth:
            offered.append("AUTH PLAIN")
        for i, word in enumerate(offered):
            self.say(f"250{' ' if i == len(offered) - 1 else '-'}{word}")

    def authenticate(self, words):
        text = words[2] if len(words) > 2 else None
        if text is None:
            self.say("334 ")
            text = self.line().decode()
        _, user, password = base64.b64decode(text).decode().split("\0")
        if f"{user}:{password}" == auth:
            self.user = user
            self.say("235 welcome")
        else:
            self.say("535 5.7.8 wrong")

    def recipient(self, address):
        if "no_recipient" in traits:
            return self.say(f"550 5.1.1 <{address}> is not known here")
        if "greylist" in traits and address not in seen:
            seen.add(address)
            return self.say("451 4.7.1 come back later")
        self.recipients.append(address)
        return self.say("250 ok")

    def letter(self):
        self.say("354 go on")
        lines = []
        while (line := self.line()) != b".":
            if "cut" in traits:
                raise EOFError
            lines.append(line[1:] if line.startswith(b".") else line)
        if "no_letter" in traits:
            return self.say("554 5.7.1 we do not like it")
        with printing:
            print(json.dumps({"from": self.sender, "to": self.recipients, "tls": self.encrypted, "helo": self.helo, "user": self.user,
                              "data": b"\r\n".join(lines).decode("latin-1") + "\r\n"}), flush=True)
        if "mute" in traits:
            raise EOFError
        return self.say("250 taken")

    def command(self, line):
        words = line.split(" ")
        verb = words[0].upper()
        if verb in ("EHLO", "HELO"):
            self.helo = words[1]
            self.extensions()
        elif verb == "STARTTLS" and "plain" not in traits:
            self.say("220 go on")
            self.encrypt()
        elif verb == "AUTH" and auth:
            self.authenticate(words)
        elif verb == "MAIL":
            self.sender = line[line.index("<") + 1:line.index(">")]
            if auth and not self.user:
                self.say("530 5.7.0 sign in")
            else:
                self.say("550 5.7.1 not from you" if "no_sender" in traits else "250 ok")
        elif verb == "RCPT":
            self.recipient(line[line.index("<") + 1:line.index(">")])
        elif verb == "DATA":
            self.letter() if self.recipients else self.say("503 nobody to send to")
        elif verb == "QUIT":
            self.say("221 bye")
            raise EOFError
        else:
            self.say("502 no")

    def run(self):
        try:
            if "slow" in traits:
                threading.Event().wait()
            if "implicit" in traits:
                self.encrypt()
            self.say("421 busy" if "busy" in traits else "220 localhost ESMTP")
            while "busy" not in traits:
                self.command(self.line().decode())
        except (EOFError, OSError, ValueError):
            pass
        self.conn.close()


def serve():
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        conn, _ = listener.accept()
        threading.Thread(target=Talk(conn).run, daemon=True).start()


threading.Thread(target=serve, daemon=True).start()
sys.stdin.read()
