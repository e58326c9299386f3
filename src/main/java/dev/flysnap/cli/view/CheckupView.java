package dev.flysnap.cli.view;

import dev.flysnap.doctor.checkup.Checkup;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;

/** What the checks saw, and what to do next. */
public record CheckupView(Checkup checkup) implements View {
    @Override
    public String text() {
        return findings(checkup) + "\nNext: " + checkup.next();
    }

    public static String findings(Checkup checkup) {
        Table table = new Table();
        for (Finding finding : checkup.findings()) {
            table.row("  " + outcomeText(finding.outcome()), finding.check(), finding.seen());
        }
        return table.text();
    }

    @Override
    public Json.Obj json() {
        return Records.write(Checkup.class, checkup).with("next", checkup.next());
    }

    private static String outcomeText(Finding.Outcome outcome) {
        return switch (outcome) {
            case FINE -> "ok";
            case TO_DO -> "to do";
            case WRONG -> "WRONG";
            case LEFT_OUT -> "left out";
        };
    }
}
