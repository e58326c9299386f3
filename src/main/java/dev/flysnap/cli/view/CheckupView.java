package dev.flysnap.cli.view;

import dev.flysnap.doctor.checkup.Checkup;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import java.util.List;

/** The findings of all checks, and the recommended next step. */
public record CheckupView(Checkup checkup) implements View {
    private record Document(AppName app, List<Finding> findings, String next) {}

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
        return Records.write(
                Document.class, new Document(checkup.app(), checkup.findings(), checkup.next()));
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
