"""What is to be told now, to whom, and that it was told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from orchestration.alerts.causes import Cause, Evidence, read_outcomes, reject_limits
from orchestration.alerts.chat import send_chat
from orchestration.alerts.errors import AlertError
from orchestration.alerts.lineage import Lineage, read_json
from orchestration.alerts.mail import pdf_of_run, send_mail
from orchestration.alerts.memory import Memory, read_memory, write_memory
from orchestration.alerts.messages import MOST_MESSAGES, Message, Writer, numbers_of
from orchestration.alerts.privacy import scrubber
from orchestration.alerts.settings import AlertSettings
from orchestration.locks import locked

MAIL, CHAT = "mail", "chat"


@dataclass
class Told:
    """What was told: messages by channel, what went wrong, and what is open."""

    sent: list[tuple[str, Message]] = field(default_factory=list)
    errors: list[AlertError] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    open_titles: list[str] = field(default_factory=list)


def tell(
    settings: AlertSettings, now: datetime, environment: Mapping[str, str] | None = None
) -> Told:
    """Looks at what runs and landings have left, and tells what nobody was told yet.

    What could not be sent is told by the next call.

    Args:
        settings: where to look and whom to tell.
        now: when it is.
        environment: where secrets stand that must not be told, that of this process if not given.

    Raises AlertError when the memory is damaged.
    """
    # somebody who tells at the same time would tell the same
    with locked(settings.memory.with_suffix(".lock"), wait=True):
        return tell_alone(settings, now, environment)


def tell_alone(
    settings: AlertSettings, now: datetime, environment: Mapping[str, str] | None
) -> Told:
    """The same, when nobody else tells anything."""
    memory = read_memory(settings.memory)
    summary = read_json(settings.target / "run_summary.json")
    evidence = Evidence(
        summary,
        Lineage.read(settings.target, str(summary.get("run_id"))),
        read_outcomes(settings.target),
        reject_limits(),
        memory.arrivals,
        now,
        settings.longest_pause,
        memory.loads,
    )
    memory.arrivals = evidence.arrivals = evidence.seen_arrivals()
    memory.loads = evidence.seen_loads()
    causes = {cause.key: cause for cause in evidence.causes()}
    over = [key for key in memory.causes if key not in causes and evidence.is_over(key)]
    memory.learn(causes.values(), over, now)
    channels = channels_of(settings, summary)
    run = str(summary.get("run_id") or summary.get("started_at") or "")
    if summary.get("status") == "success":
        memory.take_numbers(run, numbers_of(summary))
    write_memory(memory, settings.memory)

    writer = Writer(settings.place, scrubber(os.environ if environment is None else environment))
    told = Told(open_titles=[each.title for each in memory.causes.values() if not each.over_at])
    for channel, send in channels.items():
        success = run if settings.tells_success and summary.get("status") == "success" else None
        try:
            for message in untold(channel, writer, memory, causes, summary, success):
                told.refused += send(message)
                told.sent.append((channel, message))
                note(channel, message, memory)
                # at once: somebody who ends this program must not make it tell things twice
                write_memory(memory, settings.memory)
        except AlertError as error:
            told.errors.append(error)
    drop_cleared(memory, channels)
    write_memory(memory, settings.memory)
    return told


def channels_of(
    settings: AlertSettings, summary: Mapping[str, object]
) -> dict[str, Callable[[Message], list[str]]]:
    """How to send to each channel that is set up; each returns the recipients that are refused."""
    found: dict[str, Callable[[Message], list[str]]] = {}
    mail, chat = settings.mail, settings.chat
    if mail is not None:

        def write(message: Message) -> list[str]:
            has_pdf = message.kind == "success" and settings.mails_pdf
            pdf = pdf_of_run(settings.target, summary) if has_pdf else None
            return send_mail(mail, message, pdf)

        found[MAIL] = write
    if chat is not None:

        def send(message: Message) -> list[str]:
            send_chat(chat, message)
            return []

        found[CHAT] = send
    return found


def untold(
    channel: str,
    writer: Writer,
    memory: Memory,
    causes: Mapping[str, Cause],
    summary: Mapping[str, object],
    success: str | None,
) -> Iterator[Message]:
    """The messages that a channel has not sent yet: problems, ends of problems, a success."""
    new = [cause for key, cause in causes.items() if channel not in memory.causes[key].told]
    single = new if len(new) <= MOST_MESSAGES else new[: MOST_MESSAGES - 1]
    for cause in single:
        yield writer.problem([cause], memory)
    if rest := new[len(single) :]:
        yield writer.problem(rest, memory)
    for key, known in list(memory.causes.items()):
        if known.over_at is not None and channel in known.told:
            yield writer.cleared(key, known)
    if success and memory.told_runs.get(channel) != success:
        yield writer.success(success, summary, memory)


def note(channel: str, message: Message, memory: Memory) -> None:
    """Remembers that a channel has sent a message."""
    for key in message.tells:
        if message.kind == "success":
            memory.told_runs[channel] = key
        elif message.kind == "problem":
            memory.causes[key].told.append(channel)
        else:
            memory.causes[key].told.remove(channel)


def drop_cleared(memory: Memory, channels: Mapping[str, object]) -> None:
    """Forgets what is over and was told to be over by every channel that had told it."""
    for key, known in list(memory.causes.items()):
        if known.over_at is not None and not set(known.told) & set(channels):
            del memory.causes[key]
