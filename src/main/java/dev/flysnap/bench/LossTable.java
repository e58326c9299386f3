package dev.flysnap.bench;

import dev.flysnap.demo.shop.OrderRate;
import dev.flysnap.demo.shop.Synchronous;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What was lost, as a table in Markdown, or as JSON. */
public final class LossTable {
    private final LossPlan plan;
    private final List<LossResult> results;

    LossTable(LossPlan plan, List<LossResult> results) {
        this.plan = plan;
        this.results = List.copyOf(results);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException with exit code 13 if flysnap lost what it had
     *     promised to keep
     */
    public void check() {
        List<LossResult> broken = results.stream().filter(LossResult::isBroken).toList();
        if (!broken.isEmpty()) {
            throw BenchProblems.promiseBroken(broken).exception();
        }
    }

    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(
                row(
                        "`synchronous`",
                        "load",
                        plan.methods().stream().map(LossMethod::title).toList()));
        lines.add(row("---", "---", plan.methods().stream().map(it -> "---:").toList()));
        for (Synchronous synchronous : plan.synchronous()) {
            for (OrderRate rate : plan.rates()) {
                lines.add(line(synchronous, rate));
            }
        }
        lines.add("");
        lines.add(
                "Missing after a restore, of the commits acknowledged before the snapshot was asked for"
                        + between());
        return String.join("\n", lines);
    }

    /** Only where T is a moment of its own: how long before the request it is. */
    private String between() {
        return results.stream()
                .filter(it -> it.method() == LossMethod.SYNCED)
                .map(LossResult::fromTToRequest)
                .max(Comparator.naturalOrder())
                .map(duration ->
                        "; with `synced`, before the moment from which it promises them, at most %d ms earlier."
                                .formatted(duration.toMillis()))
                .orElse(".");
    }

    private String line(Synchronous synchronous, OrderRate rate) {
        List<String> cells =
                plan.methods().stream()
                        .map(it -> result(new LossCase(synchronous, rate, it)))
                        .map(it -> "%,d of %,d".formatted(it.shownMissing(), it.shownBefore()))
                        .toList();
        String load =
                switch (rate) {
                    case OrderRate.PerSecond(int orders) -> orders + "/s";
                    case OrderRate.Max() -> "saturated";
                };
        return row(synchronous.name(), load, cells);
    }

    private LossResult result(LossCase of) {
        return results.stream()
                .filter(lossResult ->
                        lossResult.synchronous() == of.synchronous()
                                && lossResult.rate().equals(of.rateOption())
                                && lossResult.method() == of.method())
                .findFirst()
                .orElseThrow();
    }

    private static String row(String first, String second, List<String> others) {
        return "| %s | %s | %s |".formatted(first, second, String.join(" | ", others));
    }

    /** Every number that was measured. */
    public Json.Obj json(Instant at) {
        return Json.Obj.empty()
                .with("bench", "loss")
                .with("at", at.toString())
                .with(
                        "results",
                        new Json.Arr(
                                results.stream()
                                        .<Json>map(it -> Records.write(LossResult.class, it))
                                        .collect(Collectors.toList())));
    }
}
