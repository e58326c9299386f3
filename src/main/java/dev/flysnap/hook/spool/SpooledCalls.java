package dev.flysnap.hook.spool;

import dev.flysnap.contract.CopyPart;
import dev.flysnap.contract.spool.SpooledAnswer;
import dev.flysnap.contract.spool.SpooledRequest;
import dev.flysnap.fly.Machines;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.problem.PrintableText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import okio.ByteString;

/**
 * Sends requests to the agent of one machine, each once, by the Machines API's exec. Needs only the
 * API token, and {@code sh} in the image. Fly refuses it while anybody holds the machine's lease.
 * Source: PLATFORM, Exec.
 */
public final class SpooledCalls {
    /** How much of a file one request or answer carries: more than this is not documented. */
    public static final int MAX_PART_BYTES = 512 << 10;

    /** Above 30 s the platform answers 408 at random; the script gives up earlier. */
    private static final Duration MAX_LIMIT = Duration.ofSeconds(29);

    private static final Duration MIN_LIMIT = Duration.ofSeconds(3);
    private static final Duration SCRIPT_MARGIN = Duration.ofSeconds(2);

    private final Machines machines;
    private final ExecTarget target;

    public SpooledCalls(Machines machines, ExecTarget target) {
        this.machines = machines;
        this.target = target;
    }

    /**
     * @param wanted longest wait for the whole call; 3 to 29 s of it are used
     * @throws FlyException if the platform refused to run it
     */
    public SpoolReply send(SpoolScript script, SpooledRequest request, Duration wanted) {
        Duration atMost = wanted.compareTo(MAX_LIMIT) > 0 ? MAX_LIMIT : wanted;
        Duration limit = atMost.compareTo(MIN_LIMIT) < 0 ? MIN_LIMIT : atMost;
        String document = JsonText.print(Records.write(SpooledRequest.class, request));
        String input =
                "%d %d\n%s"
                        .formatted(
                                limit.minus(SCRIPT_MARGIN).toSeconds(),
                                document.getBytes(StandardCharsets.UTF_8).length,
                                document);
        try {
            return reply(machines.exec(target, List.of("sh", "-c", script.text()), input, limit));
        } catch (FlyException e) {
            if (e.outcome() == FlyException.Outcome.UNKNOWN) {
                return new SpoolReply.NoAnswer(e.problem().why());
            }
            throw e;
        }
    }

    private static SpoolReply reply(ExecResult result) {
        if (result.exitCode() != 0) {
            return new SpoolReply.NoScript(
                    result.exitCode(),
                    PrintableText.of(result.stderr() + " " + result.stdout()).strip());
        }
        try {
            return reply(Records.read(SpooledAnswer.class, JsonText.parseObject(result.stdout())));
        } catch (MalformedJson | IllegalArgumentException e) {
            return new SpoolReply.NoAnswer(
                    "The answer was cut off or changed on its way: "
                            + PrintableText.of(String.valueOf(e.getMessage())));
        }
    }

    private static SpoolReply reply(SpooledAnswer answer) {
        if (answer.status() == SpooledAnswer.NO_ANSWER) {
            return new SpoolReply.NoAnswer(
                    PrintableText.of(answer.why().orElse("The agent did not say why.")));
        }
        byte[] bytes = Base64.getDecoder().decode(answer.base64().orElse(""));
        if (answer.sha256().filter(it -> !it.equals(CopyPart.sha256(bytes))).isPresent()) {
            return new SpoolReply.NoAnswer("The answer was changed on its way.");
        }
        return new SpoolReply.Answered(
                answer.status(),
                answer.retryAfter().map(Duration::ofSeconds),
                answer.body().map(JsonText::print).orElse(""),
                ByteString.of(bytes),
                answer.contentRange()
                        .map(it -> it.substring(it.lastIndexOf('/') + 1))
                        .filter(it -> it.matches("\\d{1,18}"))
                        .map(Long::parseLong));
    }
}
