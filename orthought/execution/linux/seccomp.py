"""A seccomp filter of our own: no network, no new process, no kernel surface a model needs not.

Refused calls fail with EPERM (so that a program gets an exception and a message), calls that are
newer than our table and clone3 with ENOSYS (so that the C library falls back to clone, whose flags
a filter can read).
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from typing import Final

from orthought.execution.linux import syscalls

SECCOMP_SET_MODE_FILTER: Final = 1
SECCOMP_FILTER_FLAG_TSYNC: Final = 1
ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT: Final = 0x40000000
CLONE_THREAD: Final = 0x10000
TIOCSTI: Final = 0x5412
F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE = 8, 10, 15, 1024

ALLOW: Final = 0x7FFF0000
KILL: Final = 0x80000000
ERRNO: Final = 0x00050000

LOAD, EQUAL, GREATER, SET, RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
OFFSET_NUMBER, OFFSET_ARCHITECTURE, OFFSET_ARGUMENTS = 0, 4, 16

DENIED: Final[tuple[str, ...]] = (
    # Network, and descriptors passed over sockets.
    *("socket", "socketpair", "connect", "bind", "listen", "accept", "accept4"),
    *("sendmsg", "sendmmsg", "recvmsg", "recvmmsg"),
    # New processes and new programs.
    *("fork", "vfork", "execve", "execveat"),
    # Other processes.
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease"),
    *("kcmp", "pidfd_open", "pidfd_getfd", "pidfd_send_signal", "tkill", "rt_sigqueueinfo"),
    *("rt_tgsigqueueinfo", "migrate_pages", "move_pages", "setpriority", "ioprio_set"),
    *("sched_setattr", "sched_setparam", "sched_setscheduler"),
    # Becoming somebody else.
    *("setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setfsuid"),
    *("setfsgid", "setgroups"),
    # Names of files in folders that cannot be opened.
    *("inotify_init", "inotify_init1", "inotify_add_watch"),
    # Mounts, namespaces, capabilities, handles that go around paths.
    *("mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount", "fsopen", "fsconfig"),
    *("fsmount", "fspick", "mount_setattr", "statmount", "listmount", "unshare", "setns", "capset"),
    *("name_to_handle_at", "open_by_handle_at", "quotactl", "quotactl_fd", "swapon", "swapoff"),
    # Memory that no limit counts.
    *("memfd_create", "memfd_secret", "shmget", "shmat", "shmctl", "shmdt", "msgget", "msgsnd"),
    *("msgrcv", "msgctl", "semget", "semop", "semctl", "semtimedop", "mq_open", "mq_unlink"),
    # Kernel surface with a history.
    *("bpf", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "io_setup"),
    *("io_submit", "perf_event_open", "keyctl", "add_key", "request_key", "fanotify_init"),
    *("fanotify_mark", "personality", "modify_ldt", "lookup_dcookie", "nfsservctl", "seccomp"),
    # The machine.
    *("reboot", "sethostname", "setdomainname", "init_module", "finit_module", "delete_module"),
    *("kexec_load", "kexec_file_load", "iopl", "ioperm", "acct", "syslog", "vhangup", "sync"),
    *("settimeofday", "clock_settime", "adjtimex", "clock_adjtime"),
    # What Landlock does not cover: modes, owners, attributes, times, device nodes.
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat"),
    *("setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr"),
    *("utime", "utimes", "utimensat", "futimesat", "mknod", "mknodat"),
)

Instruction = tuple[int, int, int, int]


def build_filter(process: int) -> bytes:
    """Return the filter's instructions; signals may go to `process` (the caller) only.

    Raises:
        OSError: this machine's system calls are not in our table.
    """
    code: list[Instruction] = [
        (LOAD, 0, 0, OFFSET_ARCHITECTURE),
        (EQUAL, 1, 0, ARCHITECTURES[syscalls.machine()]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, OFFSET_NUMBER),
        *_refuse_above(syscalls.HIGHEST_KNOWN),
        *_refuse("clone3", errno.ENOSYS),
        *_only_if("clone", 0, SET, CLONE_THREAD),
        *_only_if("kill", 0, EQUAL, process),
        *_only_if("tgkill", 0, EQUAL, process),
        *_only_if("prlimit64", 0, EQUAL, 0),
        *_only_if("sched_setaffinity", 0, EQUAL, 0),
        *_not_if("ioctl", 1, TIOCSTI),
        # Signals that the kernel sends for a descriptor go to anybody; a lease hinders its owner.
        *_not_if("fcntl", 1, F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE),
        # What ends this process with its parent stays.
        *_not_if("prctl", 0, syscalls.PR_SET_PDEATHSIG),
    ]
    for name in DENIED:
        code += _refuse(name, errno.EPERM)
    code.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)


def install() -> None:
    """Put the filter on every thread of this process. It cannot be taken off again.

    Raises:
        OSError: the kernel has no seccomp filters or refuses this one.
    """

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))

    code = build_filter(os.getpid())
    program = Program(len(code) // 8, code)
    syscalls.control(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    flags = SECCOMP_FILTER_FLAG_TSYNC
    result = syscalls.call("seccomp", SECCOMP_SET_MODE_FILTER, flags, ctypes.byref(program))
    if result:
        raise OSError(f"seccomp: thread {result} could not be brought under the filter")


def _refuse_above(highest: int) -> list[Instruction]:
    # The x32 calls of x86_64 have bit 30 set and so lie above as well.
    return [(GREATER, 0, 1, highest), (RETURN, 0, 0, ERRNO | errno.ENOSYS)]


def _refuse(name: str, code: int) -> list[Instruction]:
    number = syscalls.number(name)
    if number is None:
        return []
    return [(EQUAL, 0, 1, number), (RETURN, 0, 0, ERRNO | code)]


def _only_if(name: str, argument: int, test: int, value: int) -> list[Instruction]:
    number = syscalls.number(name)
    assert number is not None
    return [
        (EQUAL, 0, 4, number),
        (LOAD, 0, 0, OFFSET_ARGUMENTS + 8 * argument),
        (test, 1, 0, value),
        (RETURN, 0, 0, ERRNO | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]


def _not_if(name: str, argument: int, *values: int) -> list[Instruction]:
    number = syscalls.number(name)
    assert number is not None
    code: list[Instruction] = [(LOAD, 0, 0, OFFSET_ARGUMENTS + 8 * argument)]
    for value in values:
        code += [(EQUAL, 0, 1, value), (RETURN, 0, 0, ERRNO | errno.EPERM)]
    code.append((RETURN, 0, 0, ALLOW))
    return [(EQUAL, 0, len(code), number), *code]
