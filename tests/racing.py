"""Two people at the same moment, on real connections: for tests in a database of their own (``committed``)."""

import threading

from django.db import connections, transaction


def both(*calls):
    """Run the calls at once, each in a connection and transaction of its own; return what each raised, or None."""
    start, raised = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        try:
            start.wait(20)
            with transaction.atomic():
                call()
        except Exception as error:  # noqa: BLE001 - what was raised is the outcome that the test looks at
            raised[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return raised
