package dev.flysnap.journal.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.LockKey;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.storage.SmallObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * A lock as the store has it. It holds until nobody has renewed it for {@link #LEASE}, by the
 * store's clock.
 *
 * @param key what is locked, for people
 * @param holder for people
 * @param journal of the holder
 * @param host of the holder; one computer knows of its own processes whether they live
 * @param renewals counted, so that each renewal is a new version
 */
@JsonName("lock")
record LockBody(
        String key,
        String run,
        String holder,
        Instant since,
        String journal,
        String host,
        int renewals,
        boolean released) {
    static final String FOLDER = "locks/";
    static final Duration LEASE = Duration.ofMinutes(5);

    static LockBody of(LockKey key, String run, String journal, Instant now) {
        String host = hostName();
        return new LockBody(
                key.text(),
                run,
                "process %d on %s".formatted(ProcessHandle.current().pid(), host),
                now.truncatedTo(ChronoUnit.SECONDS),
                journal,
                host,
                0,
                false);
    }

    /** A lock too many is harmless: the organisation is not looked at. */
    static String nameOf(ApiIdentity api, LockKey key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest((api.value() + "\n" + key.text()).getBytes(UTF_8));
            return FOLDER + HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether somebody may hold it, whatever it says. */
    static boolean isYoung(SmallObject object) {
        return object.age().compareTo(LEASE) <= 0;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if it is none
     */
    static LockBody of(String name, SmallObject object) {
        try {
            return Records.read(LockBody.class, JsonText.parse(new String(object.bytes(), UTF_8)));
        } catch (MalformedJson e) {
            throw SharedProblems.noLock(name, LEASE.minus(object.age())).exception(e);
        }
    }

    byte[] bytes() {
        return JsonText.print(Records.write(LockBody.class, this)).getBytes(UTF_8);
    }

    LockBody renewed() {
        return with(renewals + 1, false);
    }

    LockBody given() {
        return with(renewals + 1, true);
    }

    private LockBody with(int count, boolean isReleased) {
        return new LockBody(key, run, holder, since, journal, host, count, isReleased);
    }

    /**
     * Whether nobody can be at work under it.
     *
     * @param taker who has the lock of its own journal already: of that, the holder is dead
     */
    boolean isFree(LockBody taker) {
        return released || (journal.equals(taker.journal) && host.equals(taker.host));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
