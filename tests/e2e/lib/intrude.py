#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What a process could do if an intruder ran in it: makes it call the kernel, one call after another, and prints what came back.

    intrude.py PID CALL...      CALL: open:PATH, write:PATH (made if it is not there), socket (for datagrams), stream,
                                raw, netlink (other kinds of sockets), exec:PATH, trace, ring

One line a call: its name and 0, or the name of the error. Works by ptrace (Linux, x86-64 only), so it needs root; the process
goes on afterwards as if nothing had been.
"""
import ctypes
import errno
import os
import signal
import sys

PEEK, POKE, CONT_STEP, GETREGS, SETREGS, ATTACH, DETACH = 1, 4, 9, 12, 13, 16, 17
NAMES = ('r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss fs_base gs_base ds es fs gs').split()
CALLS = {'openat': 257, 'socket': 41, 'execve': 59, 'ptrace': 101, 'io_uring_setup': 425}
SOCKETS = {'socket': (2, 2, 0), 'stream': (2, 1, 0), 'raw': (2, 3, 1), 'netlink': (16, 2, 0)}  # family, type, protocol
AT_FDCWD, RED_ZONE = -100 & (2**64 - 1), 4096


class Regs(ctypes.Structure):
    _fields_ = [(name, ctypes.c_ulonglong) for name in NAMES]


libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(what, pid, address=None, data=None):
    ctypes.set_errno(0)
    got = libc.ptrace(what, pid, address, data)
    if got == -1 and ctypes.get_errno():
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return got


class Process:
    def __init__(self, pid):
        self.pid = pid
        ptrace(ATTACH, pid)
        self.wait()
        self.before = Regs()
        ptrace(GETREGS, pid, None, ctypes.addressof(self.before))
        self.code = ptrace(PEEK, pid, self.before.rip)
        ptrace(POKE, pid, self.before.rip, (self.code & ~0xFFFF) & (2**64 - 1) | 0x050F)  # syscall

    def wait(self):
        _, status = os.waitpid(self.pid, 0)
        if not os.WIFSTOPPED(status) or os.WSTOPSIG(status) not in (signal.SIGSTOP, signal.SIGTRAP):
            raise RuntimeError(f'the process did not stop as it should: {status:#x}')

    def call(self, name, *values):
        """Text becomes an address below the stack."""
        below = self.before.rsp - RED_ZONE
        arguments = []
        for value in values:
            if isinstance(value, str):
                text = value.encode() + bytes(8)
                for at in range(0, len(text) - 7, 8):
                    ptrace(POKE, self.pid, below + at, int.from_bytes(text[at:at + 8], 'little'))
                arguments.append(below)
            else:
                arguments.append(value)
        arguments += [0] * (6 - len(arguments))
        regs = Regs.from_buffer_copy(self.before)
        regs.rax, regs.orig_rax = CALLS[name], 2**64 - 1
        regs.rdi, regs.rsi, regs.rdx, regs.r10, regs.r8, regs.r9 = arguments
        ptrace(SETREGS, self.pid, None, ctypes.addressof(regs))
        ptrace(CONT_STEP, self.pid)
        self.wait()
        ptrace(GETREGS, self.pid, None, ctypes.addressof(regs))
        result = ctypes.c_longlong(regs.rax).value
        return 0 if result >= 0 else -result

    def leave(self):
        ptrace(POKE, self.pid, self.before.rip, self.code & (2**64 - 1))
        ptrace(SETREGS, self.pid, None, ctypes.addressof(self.before))
        ptrace(DETACH, self.pid)


def attempt(process, words):
    what, _, path = words.partition(':')
    if what == 'open':
        return process.call('openat', AT_FDCWD, path, os.O_RDONLY)
    if what == 'write':
        return process.call('openat', AT_FDCWD, path, os.O_WRONLY | os.O_CREAT, 0o600)
    if what in SOCKETS:
        return process.call('socket', *SOCKETS[what])
    if what == 'exec':
        return process.call('execve', path, 0, 0)
    if what == 'trace':
        return process.call('ptrace', ATTACH, 1)
    if what == 'ring':
        return process.call('io_uring_setup', 1, 0)
    raise SystemExit(f'intrude.py: what is {words}?')


def main():
    process = Process(int(sys.argv[1]))
    try:
        for words in sys.argv[2:]:
            error = attempt(process, words)
            print(words, errno.errorcode.get(error, error) if error else 0)
    finally:
        process.leave()


main()
