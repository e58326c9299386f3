package dev.flysnap.story;

import dev.flysnap.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code bin/soak restore}: a thousand restores and moves in storms of faults. */
final class StormMain {
    private static final int USAGE = 2;
    private static final int BAD = 13;
    private static final int STORMS = 1000;
    private static final int MOST_STORMS = 1_000_000;
    private static final int TOLD_EACH = 100;

    private static final String HELP =
            """
            Usage: bin/soak restore [STORMS [SEED]]
            First a move, its finish, and the way back are cut at each point, and continued or undone. Then
            restores and moves on a virtual clock, with lost answers, errors, power cuts and dead hosts by a seed (default
            1000, from seed 1). Each has to end in done, undone, or instructions; those are followed, and have to repair it.
            Exit code 13 where one does not.\
            """;

    public static void main(String[] arguments) throws IOException {
        List<String> given = new ArrayList<>(List.of(arguments));
        boolean understood =
                given.remove("restore")
                        && given.size() <= 2
                        && given.stream().allMatch(it -> it.matches("\\d{1,9}"));
        int storms = understood && !given.isEmpty() ? Integer.parseInt(given.getFirst()) : STORMS;
        if (!understood || storms > MOST_STORMS) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        long seed = given.size() == 2 ? Long.parseLong(given.getLast()) : 1;
        System.exit(ridden(storms, seed) ? 0 : BAD);
    }

    private static boolean ridden(int storms, long seed) throws IOException {
        Path states = Directories.temporary("flysnap-storms");
        Map<RestoreStorm.End, Integer> ends = new EnumMap<>(RestoreStorm.End.class);
        List<String> bad = new ArrayList<>();
        try {
            MoveCuts cuts = new MoveCuts(states.resolve("cuts"), it -> it + 1);
            System.out.printf(
                    "cut at each point: %d of a move, continued; %d, undone; %d of a finish%n",
                    cuts.continued(), cuts.undone(), cuts.finished());
            for (UndoCuts.Kind kind : UndoCuts.Kind.values()) {
                UndoCuts back = new UndoCuts(states.resolve("back" + kind), kind, it -> it + 1);
                System.out.printf(
                        "cut at each point: %d of the undo of a %s; %d of its rollback%n",
                        back.undone(),
                        kind.name().toLowerCase(Locale.ROOT),
                        kind == UndoCuts.Kind.RESTORE ? 0 : back.rolledBack());
            }
            UnfencedCuts unfenced = new UnfencedCuts(states.resolve("unfenced"), it -> it + 1);
            System.out.printf(
                    "cut at each point: %d of an unfenced cutover, continued; %d, undone%n",
                    unfenced.continued(), unfenced.undone());
            RestoreStorm storm = new RestoreStorm(states);
            for (int i = 0; i < storms; i++) {
                try {
                    ends.merge(storm.ride(seed + i), 1, Integer::sum);
                } catch (AssertionError e) {
                    bad.add(String.valueOf(e.getMessage()));
                    System.out.println("BAD: " + e.getMessage());
                }
                if ((i + 1) % TOLD_EACH == 0) {
                    System.out.println((i + 1) + ": " + ends);
                }
            }
        } finally {
            Directories.delete(states);
        }
        System.out.printf(
                "%s: %d storms, %s, %d bad%n",
                bad.isEmpty() ? "GOOD" : "BAD", storms, ends, bad.size());
        return bad.isEmpty();
    }

    private StormMain() {}
}
