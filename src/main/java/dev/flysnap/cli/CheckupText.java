package dev.flysnap.cli;

import dev.flysnap.doctor.Checkup;
import dev.flysnap.doctor.Finding;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import java.util.ArrayList;
import java.util.List;

/** What the checks saw, in words or as JSON. */
final class CheckupText {

    static String of(Checkup checkup) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : checkup.findings()) {
            lines.add(
                    "  %-8s %-9s %s"
                            .formatted(mark(finding.outcome()), finding.check(), finding.seen())
                            .stripTrailing());
        }
        return String.join("\n", lines);
    }

    static Json.Obj json(Checkup checkup) {
        return Records.write(Checkup.class, checkup).with("next", checkup.next());
    }

    private static String mark(Finding.Outcome outcome) {
        return switch (outcome) {
            case FINE -> "ok";
            case TO_DO -> "to do";
            case WRONG -> "WRONG";
            case LEFT_OUT -> "left out";
        };
    }

    private CheckupText() {}
}
