package dev.flysnap.hook.transport;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.fly.Machines;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookError;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.replace.ReplaceTransport;
import dev.flysnap.json.Json;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.PrintableText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the agent's own client in the machine through the Machines API: it takes the token from the
 * machine's environment and prints the agent's answer. Needs only the API token; Fly refuses it
 * while anybody holds the machine's lease. Source: PLATFORM, Exec.
 */
public final class ExecTransport implements ReplaceTransport {
    private static final List<String> CLIENT = List.of("flysnap", "agent", "ctl");

    /** Above 30 s the platform answers 408 at random; the client inside gives up earlier. */
    private static final Duration MAX_LIMIT = Duration.ofSeconds(30);

    /** Those of level 3: the client has them below its {@code databases}. */
    private static final Set<String> DATABASE_VERBS = Set.of("replace", "discard");

    /** How much more than this Fly carries to a command is not documented. */
    private static final int PART_BYTES = 512 << 10;

    private static final Duration MIN_LIMIT = Duration.ofSeconds(2);
    private static final Duration CLIENT_MARGIN = Duration.ofSeconds(1);

    /** The exit code of a shell and the platform's init if there is no such program. */
    private static final int NO_SUCH_PROGRAM = 127;

    /** {@code flysnap}'s own exit code for a token that is missing or wrong. */
    private static final int NOT_AUTHORISED = 12;

    /** The client's error code if the agent does not answer it. */
    private static final String AGENT_UNREACHABLE = "agent-unreachable";

    private final Machines machines;
    private final ExecTarget target;
    private final MachineId machine;

    public ExecTransport(Machines machines, ExecTarget target) {
        this.machines = machines;
        this.target = target;
        this.machine = target.machine();
    }

    @Override
    public HookReply send(HookCall call) {
        Duration limit = limit(call.limit());
        return send(call, command(call, limit), "", limit);
    }

    @Override
    public HookReply put(UploadPart part, byte[] bytes, Duration longest) {
        Duration limit = limit(longest);
        List<String> command = new ArrayList<>(CLIENT);
        command.addAll(
                List.of(
                        "databases",
                        "put",
                        "--timeout-ms=" + limit.minus(CLIENT_MARGIN).toMillis(),
                        "--attempt=" + part.attempt(),
                        "--db=" + part.database(),
                        "--offset=" + part.offset(),
                        "--bytes=" + part.bytes(),
                        "--sha256=" + part.sha256()));
        return send(
                new HookCall("put", Optional.empty(), longest),
                command,
                Base64.getEncoder().encodeToString(bytes),
                limit);
    }

    @Override
    public int partBytes() {
        return PART_BYTES;
    }

    private HookReply send(HookCall call, List<String> command, String input, Duration limit) {
        try {
            return reply(call, machines.exec(target, command, input, limit));
        } catch (FlyException e) {
            if (e.outcome() == FlyException.Outcome.UNKNOWN) {
                return new HookReply.NoAnswer(e.problem().why());
            }
            throw e;
        }
    }

    private static Duration limit(Duration wanted) {
        Duration atMost = wanted.compareTo(MAX_LIMIT) > 0 ? MAX_LIMIT : wanted;
        return atMost.compareTo(MIN_LIMIT) < 0 ? MIN_LIMIT : atMost;
    }

    private static List<String> command(HookCall call, Duration limit) {
        List<String> command = new ArrayList<>(CLIENT);
        if (DATABASE_VERBS.contains(call.verb())) {
            command.add("databases");
        }
        command.add(call.verb());
        command.add("--timeout-ms=" + limit.minus(CLIENT_MARGIN).toMillis());
        Json.Obj body = call.body().orElse(Json.Obj.empty());
        body.text("attempt").ifPresent(it -> command.add("--attempt=" + it));
        body.number("hold_ms").ifPresent(it -> command.add("--hold-ms=" + it));
        body.text("depth").ifPresent(it -> command.add("--depth=" + it));
        body.number("limit_ms").ifPresent(it -> command.add("--limit-ms=" + it));
        body.text("check").ifPresent(it -> command.add("--check=" + it));
        body.number("trial_ms").ifPresent(it -> command.add("--trial-ms=" + it));
        body.text("restores").ifPresent(it -> command.add("--restores=" + it));
        body.bool("force").filter(it -> it).ifPresent(_ -> command.add("--force"));
        body.bool("set_aside").filter(it -> it).ifPresent(_ -> command.add("--set-aside"));
        for (Json name : body.array("databases")) {
            if (name instanceof Json.Str(String database)) {
                command.add("--db=" + database);
            }
        }
        body.text("lease").ifPresent(it -> command.addAll(List.of("--", it)));
        return List.copyOf(command);
    }

    private HookReply reply(HookCall call, ExecResult result) {
        Optional<HookError> error = HookError.parse(result.stdout());
        if (error.isPresent()) {
            if (error.get().code().equals(HookCodes.UNAUTHORISED)) {
                throw TransportProblems.clientNotAuthorised(machine, error.get().message())
                        .exception();
            }
            return meansNoAnswer(call, error.get().code())
                    ? new HookReply.NoAnswer(error.get().message())
                    : new HookReply.Answered(
                            statusOf(error.get().code()), Optional.empty(), result.stdout());
        }
        if (result.exitCode() == 0) {
            return new HookReply.Answered(200, Optional.empty(), result.stdout());
        }
        String output = PrintableText.of(result.stderr() + " " + result.stdout());
        throw switch (result.exitCode()) {
            case NO_SUCH_PROGRAM -> TransportProblems.noClient(machine, output).exception();
            case NOT_AUTHORISED ->
                    TransportProblems.clientNotAuthorised(machine, output).exception();
            default ->
                    TransportProblems.clientFailed(machine, result.exitCode(), output).exception();
        };
    }

    /** Only for a quiesce does it matter that the agent is still quiescing. */
    private static boolean meansNoAnswer(HookCall call, String code) {
        return code.equals(AGENT_UNREACHABLE)
                || (code.equals(HookCodes.STILL_QUIESCING) && !call.verb().equals("quiesce"));
    }

    /** The client prints the answer without its HTTP status; the error code determines it. */
    private static int statusOf(String code) {
        return switch (code) {
            case HookCodes.BAD_REQUEST, HookCodes.HOLD_TOO_LONG -> 400;
            case HookCodes.UNAUTHORISED -> 401;
            case HookCodes.COPIES_OFF -> 403;
            case HookCodes.LEASE_ACTIVE,
                    HookCodes.CHECK_ACTIVE,
                    HookCodes.REPLACE_ACTIVE,
                    HookCodes.APP_NOT_SUPERVISED,
                    HookCodes.UPLOAD_MISSING,
                    HookCodes.UPLOAD_DAMAGED,
                    HookCodes.DATABASE_DIFFERS,
                    HookCodes.DATABASE_BAD,
                    HookCodes.DATABASE_IN_USE ->
                    409;
            case HookCodes.DISK_FULL -> 507;
            case HookCodes.LEASE_UNKNOWN, HookCodes.DATABASE_UNKNOWN -> 404;
            case HookCodes.LEASE_LAPSED, HookCodes.HOLD_BROKEN, HookCodes.ATTEMPT_OVER -> 410;
            case HookCodes.DATABASE_BUSY,
                    HookCodes.DATABASE_MISSING,
                    HookCodes.STILL_QUIESCING,
                    HookCodes.OVERLOADED,
                    HookCodes.REPLACING,
                    HookCodes.STOPPING ->
                    503;
            default -> 500;
        };
    }

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String where() {
        return "machine " + machine + " (by exec)";
    }

    @Override
    public void close() {}
}
