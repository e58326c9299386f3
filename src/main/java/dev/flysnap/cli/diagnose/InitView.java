package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.view.CheckupView;
import dev.flysnap.cli.view.View;
import dev.flysnap.doctor.checkup.Checkup;
import dev.flysnap.doctor.checkup.Doctor;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.setup.DatabaseLocation;
import dev.flysnap.setup.HookKind;
import dev.flysnap.setup.MinimalToken;
import dev.flysnap.setup.SetupPlan;
import dev.flysnap.setup.SetupStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The setup that {@code flysnap init} chose, and the remaining steps.
 *
 * @param checkup absent if nothing was checked
 */
record InitView(
        SetupPlan setup,
        Path file,
        boolean written,
        List<SetupStep> steps,
        Optional<Checkup> checkup)
        implements View {
    private record Document(
            AppName app,
            String file,
            boolean written,
            String flysnapToml,
            HookKind hook,
            List<String> found,
            List<String> warnings,
            List<DatabaseLocation> databases,
            List<SetupStep> steps,
            List<MinimalToken> tokens,
            Optional<Json> checks) {}

    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add("flysnap for the app " + setup.app() + ":");
        setup.found().forEach(it -> lines.add("  found     " + it));
        setup.databases().forEach(it -> lines.add("  database  " + it));
        lines.add("  hook      " + hook());
        setup.warnings().forEach(it -> lines.add("  warning   " + it));
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
        lines.add("The narrowest token for each command:");
        for (MinimalToken token : MinimalToken.of(setup)) {
            lines.add("  " + token.commands() + ": " + token.why());
            lines.add("     " + token.line());
        }
        checkup.ifPresent(present -> {
            lines.add("");
            lines.add("Checks:");
            lines.add(CheckupView.findings(present));
            lines.add(
                    "Next: "
                            + (present.isWrong() || present.isFine(Doctor.HOOK)
                                    ? present.next()
                                    : "the steps above, from 1"));
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

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        setup.app(),
                        file.toString(),
                        written,
                        setup.toml(),
                        setup.hook(),
                        setup.found(),
                        setup.warnings(),
                        setup.databases(),
                        steps,
                        MinimalToken.of(setup),
                        checkup.map(it -> new CheckupView(it).json())));
    }
}
