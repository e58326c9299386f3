package dev.flysnap.sim.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Behaviour that Fly does not document, as switches. A client should work with every value of every
 * switch.
 *
 * @param snapshotAnswer the answer to a request for a snapshot
 * @param snapshotRows whether rows of the list have a {@code status}
 * @param pendingRows whether an unfinished row already has its id
 * @param snapshotPoint when the point in time is taken
 * @param snapshotCoalescing whether a recent or pending snapshot replaces a new one
 * @param snapshotCreatedAt the moment in a row's {@code created_at}
 * @param snapshotEnd how snapshots end
 * @param skipLaunch whether an update obeys {@code skip_launch}
 * @param unlaunched the final state of a machine created with {@code skip_launch}
 * @param startInstance whether a start gives the machine a new {@code instance_id}
 * @param noCapacity the error of a region without capacity
 * @param restoredSize the size that a volume from a snapshot must have
 * @param restoredVolume whether a machine can be created on a volume from a snapshot at once
 * @param foreignApp the error for a token of another app
 * @param deadHostRecords whether leases and metadata of a machine can be read while its host is
 *     unreachable
 * @param firstChecks the status of a health check that has not run yet
 * @param scheduledStarts when a machine with a schedule is started
 * @param platformQuestions whether a token for one app may query regions and placements
 * @param rateLimits whether the documented limits apply: Fly raises them for customers who ask
 */
public record Switches(
        SnapshotAnswer snapshotAnswer,
        SnapshotRows snapshotRows,
        PendingRows pendingRows,
        SnapshotPoint snapshotPoint,
        SnapshotCoalescing snapshotCoalescing,
        SnapshotCreatedAt snapshotCreatedAt,
        SnapshotEnd snapshotEnd,
        SkipLaunch skipLaunch,
        Unlaunched unlaunched,
        StartInstance startInstance,
        NoCapacity noCapacity,
        RestoredSize restoredSize,
        RestoredVolume restoredVolume,
        ForeignApp foreignApp,
        DeadHostRecords deadHostRecords,
        FirstChecks firstChecks,
        ScheduledStarts scheduledStarts,
        PlatformQuestions platformQuestions,
        RateLimits rateLimits) {

    public enum SnapshotAnswer {
        GRAPH_ID,
        NO_GRAPH_ID,
        /** A graph_id that never appears in the list. */
        OTHER_GRAPH_ID,
        NO_BODY
    }

    public enum SnapshotRows {
        WITH_STATUS,
        WITHOUT_STATUS
    }

    public enum PendingRows {
        WITH_ID,
        WITHOUT_ID
    }

    public enum SnapshotPoint {
        AT_REQUEST,
        AT_RUNNING,
        AT_CREATED
    }

    public enum SnapshotCoalescing {
        NEVER,
        /**
         * If there is one of the last ten minutes, the request is accepted but makes no snapshot.
         */
        RECENT,
        /** If one is pending, the request is accepted but makes no snapshot. */
        PENDING
    }

    public enum SnapshotCreatedAt {
        END,
        REQUEST
    }

    public enum SnapshotEnd {
        CREATED,
        FAILED
    }

    public enum SkipLaunch {
        OBEYED,
        IGNORED
    }

    public enum Unlaunched {
        STOPPED,
        CREATED
    }

    public enum StartInstance {
        KEPT,
        NEW
    }

    public enum NoCapacity {
        CAPACITY_412,
        MEMORY_409,
        QUOTA_403,
        /** No code, and nothing but {@code {"error":"no capacity"}}. */
        TEXT_400,
        /** Volumes are created all the same; their hosts have no room for a machine. */
        HOST_412
    }

    public enum RestoredSize {
        AS_LISTED,
        ONE_GB_MORE
    }

    public enum RestoredVolume {
        FOUND,
        /** A machine on the first volume from a snapshot is refused: 400 "volume not found". */
        FIRST_NOT_FOUND
    }

    public enum ForeignApp {
        FORBIDDEN,
        NOT_FOUND
    }

    public enum DeadHostRecords {
        REFUSED,
        ANSWERED
    }

    public enum FirstChecks {
        WARNING,
        CRITICAL,
        UNLISTED
    }

    public enum ScheduledStarts {
        /** Up to a twentieth of the period late. */
        FUZZY,
        /** A quarter of the period later than that. */
        LATE,
        /** Each is followed by another one, a twentieth of the period later. */
        TWICE,
        /** Every other one does not happen. */
        MISSED
    }

    public enum PlatformQuestions {
        ANSWERED,
        REFUSED
    }

    public enum RateLimits {
        DOCUMENTED,
        NONE
    }

    /** What Fly most likely does. Used unless a switch is set. */
    public static final Switches DEFAULTS =
            new Switches(
                    SnapshotAnswer.GRAPH_ID,
                    SnapshotRows.WITH_STATUS,
                    PendingRows.WITH_ID,
                    SnapshotPoint.AT_RUNNING,
                    SnapshotCoalescing.NEVER,
                    SnapshotCreatedAt.END,
                    SnapshotEnd.CREATED,
                    SkipLaunch.OBEYED,
                    Unlaunched.STOPPED,
                    StartInstance.KEPT,
                    NoCapacity.CAPACITY_412,
                    RestoredSize.AS_LISTED,
                    RestoredVolume.FOUND,
                    ForeignApp.NOT_FOUND,
                    DeadHostRecords.REFUSED,
                    FirstChecks.WARNING,
                    ScheduledStarts.FUZZY,
                    PlatformQuestions.ANSWERED,
                    RateLimits.DOCUMENTED);

    /** Every switch by its name, such as {@code snapshot-answer}, with its possible values. */
    public static Map<String, List<String>> names() {
        Map<String, List<String>> names = new TreeMap<>();
        for (var component : Switches.class.getRecordComponents()) {
            names.put(
                    dashed(component.getName()),
                    Arrays.stream(component.getType().getEnumConstants())
                            .map(it -> dashed(((Enum<?>) it).name()))
                            .toList());
        }
        return names;
    }

    /**
     * A copy with one switch set by its name, such as {@code skip-launch} to {@code ignored}.
     *
     * @throws IllegalArgumentException with a sentence for the user, if there is no such switch or
     *     value
     */
    public Switches with(String name, String value) {
        List<String> values = names().get(name);
        if (values == null) {
            throw new IllegalArgumentException(
                    "there is no switch \"%s\"; there are %s"
                            .formatted(name, String.join(", ", names().keySet())));
        }
        if (!values.contains(dashed(value))) {
            throw new IllegalArgumentException(
                    "switch %s cannot be \"%s\"; it can be %s"
                            .formatted(name, value, String.join(", ", values)));
        }
        var components = Switches.class.getRecordComponents();
        Object[] settings = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                settings[i] =
                        dashed(components[i].getName()).equals(name)
                                ? types[i].getEnumConstants()[values.indexOf(dashed(value))]
                                : components[i].getAccessor().invoke(this);
            }
            return Switches.class.getDeclaredConstructor(types).newInstance(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String dashed(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .replace('_', '-')
                .toLowerCase(Locale.ROOT);
    }
}
