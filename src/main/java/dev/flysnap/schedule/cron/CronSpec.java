package dev.flysnap.schedule.cron;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;

/**
 * A cron expression of five fields, in a time zone. Where the clocks go forward, a time that does
 * not exist comes when they do; where they go back, a time that exists twice comes twice only if
 * the expression is for every hour, as Vixie cron has it. The library is asked in UTC alone: by
 * itself it leaves such a day out.
 */
public final class CronSpec {
    /** No zone changes its clocks by more. */
    private static final Duration WIDEST_CHANGE = Duration.ofHours(3);

    private final String text;
    private final ZoneId zone;
    private final ExecutionTime times;
    private final boolean isForEachHour;

    private CronSpec(String text, ZoneId zone, Cron cron) {
        this.text = text;
        this.zone = zone;
        this.times = ExecutionTime.forCron(cron);
        var hour = cron.retrieveFieldsAsMap().get(CronFieldName.HOUR);
        this.isForEachHour =
                hour != null
                        && (hour.getExpression() instanceof Always
                                || hour.getExpression() instanceof Every);
    }

    /**
     * @param zone such as {@code Europe/Berlin}
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static CronSpec parse(String text, String zone) {
        ZoneId known;
        try {
            known = ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is no time zone, such as UTC or Europe/Berlin".formatted(zone), e);
        }
        Cron cron;
        try {
            cron =
                    new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                            .parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is no cron expression of five fields, such as '*/15 * * * *': %s"
                            .formatted(text, e.getMessage()),
                    e);
        }
        CronSpec spec = new CronSpec(text, known, cron);
        if (spec.times.nextExecution(Instant.EPOCH.atZone(ZoneOffset.UTC)).isEmpty()) {
            throw new IllegalArgumentException("\"%s\" never comes".formatted(text));
        }
        return spec;
    }

    /** The first time after {@code after}; empty when there is none any more. */
    public Optional<Instant> next(Instant after) {
        ZonedDateTime at =
                LocalDateTime.ofInstant(after, zone)
                        .minus(WIDEST_CHANGE)
                        .minusMinutes(1)
                        .atZone(ZoneOffset.UTC);
        Optional<Instant> best = Optional.empty();
        while (true) {
            Optional<ZonedDateTime> found = times.nextExecution(at);
            if (found.isEmpty()) {
                return best;
            }
            at = found.get();
            LocalDateTime local = at.toLocalDateTime();
            Optional<LocalDateTime> end =
                    best.map(it -> LocalDateTime.ofInstant(it, zone).plus(WIDEST_CHANGE));
            if (end.isPresent() && local.isAfter(end.get())) {
                return best;
            }
            for (Instant moment : moments(local)) {
                if (moment.isAfter(after) && best.filter(it -> !moment.isBefore(it)).isEmpty()) {
                    best = Optional.of(moment);
                }
            }
        }
    }

    private List<Instant> moments(LocalDateTime local) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            ZoneOffsetTransition gap = zone.getRules().getTransition(local);
            return List.of(gap.getInstant());
        }
        return offsets.stream()
                .limit(isForEachHour ? offsets.size() : 1)
                .map(local::toInstant)
                .toList();
    }

    @Override
    public String toString() {
        return text + " " + zone;
    }
}
