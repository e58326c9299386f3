package dev.flysnap.cli;

import dev.flysnap.doctor.Checkup;
import dev.flysnap.doctor.DatabaseAt;
import dev.flysnap.doctor.Doctor;
import dev.flysnap.doctor.LeastToken;
import dev.flysnap.doctor.Setup;
import dev.flysnap.doctor.SetupStep;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code flysnap init} decided and what is left to do, in words or as JSON.
 *
 * @param checkup absent when nothing was looked at
 */
record InitText(
        Setup setup, Path file, boolean written, List<SetupStep> steps, Optional<Checkup> checkup) {

    String words() {
        List<String> lines = new ArrayList<>();
        lines.add("flysnap for the app " + setup.app() + ":");
        setup.found().forEach(it -> lines.add("  found     " + it));
        setup.databases().forEach(it -> lines.add("  database  " + it));
        lines.add("  hook      " + hook());
        if (written) {
            lines.add("  written   " + file);
        } else {
            lines.add("Not written (--dry-run): " + file);
            setup.toml().lines().forEach(it -> lines.add(("    " + it).stripTrailing()));
        }
        lines.add("");
        lines.add("To do:");
        for (int i = 0; i < steps.size(); i++) {
            lines.add("%d. %s".formatted(i + 1, steps.get(i).title()));
            steps.get(i).lines().forEach(it -> lines.add("     " + it));
        }
        lines.add("");
        lines.add("The least token for each command:");
        for (LeastToken token : LeastToken.of(setup)) {
            lines.add("  " + token.commands() + ": " + token.why());
            lines.add("     " + token.line());
        }
        checkup.ifPresent(it -> {
            lines.add("");
            lines.add("Checks:");
            lines.add(CheckupText.of(it));
            lines.add(
                    "Next: "
                            + (it.isWrong() || it.isFine(Doctor.HOOK)
                                    ? it.next()
                                    : "what is to do above, from 1"));
        });
        return String.join("\n", lines);
    }

    private String hook() {
        return switch (setup.hook()) {
            case AGENT -> "the agent, around the app (--hook exec does without it)";
            case EXEC -> "none: sqlite3 in the machine, run through the Machines API";
            case OWN -> "the app's own, on port " + setup.hookPort();
        };
    }

    Json.Obj json() {
        Json.Obj json =
                Json.Obj.empty()
                        .with("app", setup.app().value())
                        .with("file", file.toString())
                        .with("written", written)
                        .with("flysnap_toml", setup.toml())
                        .with("hook", setup.hook().name().toLowerCase(Locale.ROOT))
                        .with("found", Json.texts(setup.found()))
                        .with(
                                "databases",
                                new Json.Arr(
                                        setup.databases().stream()
                                                .<Json>map(
                                                        it -> Records.write(DatabaseAt.class, it))
                                                .toList()))
                        .with(
                                "steps",
                                new Json.Arr(
                                        steps.stream()
                                                .<Json>map(it -> Records.write(SetupStep.class, it))
                                                .toList()))
                        .with(
                                "tokens",
                                new Json.Arr(
                                        LeastToken.of(setup).stream()
                                                .<Json>map(
                                                        it -> Records.write(LeastToken.class, it))
                                                .toList()));
        return checkup.map(it -> json.with("checks", CheckupText.json(it))).orElse(json);
    }
}
