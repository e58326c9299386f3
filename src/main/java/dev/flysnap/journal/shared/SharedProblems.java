package dev.flysnap.journal.shared;

import dev.flysnap.problem.Count;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.time.TimeText;
import java.time.Duration;

/** Why a journal cannot be shared, or a run of it cannot go on here. */
final class SharedProblems {
    static Problem locked(LockBody held, Duration left) {
        return new Problem(
                "locked",
                ExitCode.LOCKED,
                "Another run works on %s: %s, since %s."
                        .formatted(held.key(), held.run(), TimeText.of(held.since())),
                "It is held by %s. If that is gone, the lock ends in %d seconds."
                        .formatted(held.holder(), Math.max(1, left.toSeconds() + 1)),
                "Wait until it is done, or look at it: flysnap runs show %s; when the lock has ended, run the same command again"
                        .formatted(held.run()));
    }

    static Problem noLock(String name, Duration left) {
        return new Problem(
                "lock-unreadable",
                ExitCode.FAILED,
                "The lock %s in the state store cannot be read.".formatted(name),
                "A newer flysnap wrote it, or something else can write to the store. It ends in %d seconds if nobody renews it."
                        .formatted(Math.max(1, left.toSeconds() + 1)),
                "Wait so long; use one version of flysnap on all computers, and look who can write to the store");
    }

    static Problem busy(String store, String key) {
        return new Problem(
                "locked",
                ExitCode.LOCKED,
                "The lock on %s was not to be had.".formatted(key),
                "Others took it in %s each time.".formatted(store),
                "Run the same command again");
    }

    static Problem takenOver(String run, String by) {
        return new Problem(
                "run-taken-over",
                ExitCode.LOCKED,
                "Another process has taken over %s, so this one has stopped.".formatted(run),
                "Nothing was heard of this one for %d minutes; now it is held by %s."
                        .formatted(LockBody.LEASE.toMinutes(), by),
                "Look at it: flysnap runs show %s".formatted(run));
    }

    static Problem expired(String run, Problem away) {
        return new Problem(
                "lock-expired",
                ExitCode.NEEDS_OPERATOR,
                "%s has stopped: nobody can tell whether another process has taken it over."
                        .formatted(run),
                "Its lock ended after %d minutes without the store. %s"
                        .formatted(LockBody.LEASE.toMinutes(), away.what()),
                "When the store is back: flysnap continue %s".formatted(run));
    }

    static Problem away(String key, Problem away) {
        return new Problem(
                "state-store-away",
                ExitCode.FAILED,
                "Whether others work on %s cannot be told, so nothing was begun.".formatted(key),
                "%s %s".formatted(away.what(), away.why()),
                "Run the same command again when the store is back; or alone, if you know that nobody else works on it: FLYSNAP_STATE_STORE=none");
    }

    static Problem undelivered(String store, int runs, Problem away) {
        return new Problem(
                "journal-not-shared",
                ExitCode.PARTLY_DONE,
                "What was done is recorded here, but not yet in %s (%s)."
                        .formatted(store, Count.of(runs, "run")),
                "%s %s".formatted(away.what(), away.why()),
                away.exit() == ExitCode.CHECK_NOT_MET
                        ? "Another object is in its way: %s Compare FLYSNAP_STATE_IDENTITY and FLYSNAP_STATE_RECIPIENTS with the other computers first: with other keys here it may be the newest record of the run. Only if they are the same, delete it from the store; the next command sends what is here: flysnap runs"
                                .formatted(away.what())
                        : "The next command sends it; until then keep this state directory: flysnap runs");
    }

    static Problem foreign(String name) {
        return new Problem(
                "run-not-of-the-team",
                ExitCode.CHECK_NOT_MET,
                "The record %s was not written with the team's identity.".formatted(name),
                "Somebody else can write to the store, or the first identity here is another one than theirs.",
                "Compare FLYSNAP_STATE_IDENTITY on all computers, and look who can write to the store");
    }

    static Problem otherKeys(String store, Problem unread) {
        return new Problem(
                "state-keys-differ",
                ExitCode.CHECK_NOT_MET,
                "A record in %s cannot be read with the keys that are set here.".formatted(store),
                "%s %s".formatted(unread.what(), unread.why()),
                "Set FLYSNAP_STATE_IDENTITY and FLYSNAP_STATE_RECIPIENTS as on the other computers; if that record is damaged or a stranger's, delete it");
    }

    static Problem conditionsIgnored(String store) {
        return unfit(
                store,
                "It wrote an object in spite of a condition that was not met, so two computers could work on one app.");
    }

    static Problem conditionsUnknown(String store) {
        return unfit(store, "It knows no conditional writes (answer 501).");
    }

    private static Problem unfit(String store, String why) {
        return new Problem(
                "state-store-unfit",
                ExitCode.FAILED,
                "The store %s cannot hold locks.".formatted(store),
                why,
                "Take a store with conditional writes: Fly's storage, AWS, MinIO, or a directory");
    }

    private SharedProblems() {}
}
