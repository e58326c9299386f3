package dev.flysnap.story;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.replace.DatabasesAnswer;
import dev.flysnap.contract.replace.DiscardRequest;
import dev.flysnap.contract.replace.ReplaceAnswer;
import dev.flysnap.contract.replace.ReplaceRequest;
import dev.flysnap.contract.replace.UploadAnswer;
import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.replace.ReplaceTransport;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.saga.CutPoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The agent's side of a restore in place, in memory; the agent itself is proven elsewhere. The
 * caller's process can end before and after each request.
 */
final class StandInDatabases implements ReplaceTransport {
    private static final int PART_BYTES = 4;

    private final CutPoint cut;
    private final Map<String, String> live = new TreeMap<>();
    private final Map<String, Map<String, String>> kept = new TreeMap<>();
    private final Map<String, String> uploads = new LinkedHashMap<>();
    private String uploading = "";
    private boolean putsBack;
    private int restartsBeforeReplace;
    private int takesRequests;
    private OptionalInt requestsUntilReplace = OptionalInt.empty();
    private Optional<ReplaceRequest> late = Optional.empty();
    private Optional<ReplaceRequest> replacing = Optional.empty();
    private int requestsLeft;
    private List<String> losesAnswersTo = List.of();

    StandInDatabases(CutPoint cut, Map<String, String> databases) {
        this.cut = cut;
        live.putAll(databases);
    }

    /** The app does not come up with anything new. */
    void putsBack() {
        putsBack = true;
    }

    /** What was uploaded is gone so many times when it is wanted. */
    void restartsBeforeReplace(int times) {
        restartsBeforeReplace = times;
    }

    /**
     * It does what is asked, and the answer is lost on its way.
     *
     * @param verbs of requests
     */
    void losesAnswersTo(String... verbs) {
        losesAnswersTo = List.of(verbs);
    }

    /** A replacement goes on until so many more requests have come. */
    void takesToReplace(int requests) {
        takesRequests = requests;
    }

    /** Whoever sent it is gone by then, and so many requests of others have come before. */
    void getsReplaceLate(int requests) {
        requestsUntilReplace = OptionalInt.of(requests);
    }

    void restart() {
        uploads.clear();
        replacing = Optional.empty();
    }

    Map<String, String> live() {
        return live;
    }

    /** Attempt to what it has set aside. */
    Map<String, Map<String, String>> kept() {
        return kept;
    }

    boolean hasUploads() {
        return !uploads.isEmpty();
    }

    @Override
    public HookReply send(HookCall call) {
        cut.passed();
        goOn();
        Json answer = answer(call);
        cut.passed();
        return losesAnswersTo.contains(call.verb())
                ? new HookReply.NoAnswer("it was lost")
                : reply(answer);
    }

    /** It works on while nobody asks. */
    private void goOn() {
        if (late.isPresent() && requestsLeft-- <= 0) {
            ReplaceRequest request = late.get();
            late = Optional.empty();
            Json _ = replace(request);
        }
        if (replacing.isPresent() && requestsLeft-- <= 0) {
            Json _ = replaced(replacing.get());
            replacing = Optional.empty();
        }
    }

    private static HookReply reply(Json answer) {
        boolean isError = answer instanceof Json.Obj object && object.object("error").isPresent();
        return new HookReply.Answered(
                isError ? 409 : 200, Optional.empty(), JsonText.print(answer));
    }

    private Json answer(HookCall call) {
        return switch (call.verb()) {
            case "databases" -> databases();
            case "replace" ->
                    replace(Records.read(ReplaceRequest.class, call.body().orElseThrow()));
            case "discard" -> {
                DiscardRequest request =
                        Records.read(DiscardRequest.class, call.body().orElseThrow());
                if (replacing.isPresent()) {
                    yield error(HookCodes.REPLACE_ACTIVE);
                }
                if (request.setAside()) {
                    kept.remove(request.attempt());
                } else if (uploading.equals(request.attempt())) {
                    uploads.clear();
                }
                yield databases();
            }
            default -> throw new IllegalStateException(call.verb());
        };
    }

    private Json databases() {
        return Records.write(
                DatabasesAnswer.class,
                new DatabasesAnswer(
                        Optional.empty(),
                        Optional.empty(),
                        replacing.map(ReplaceRequest::attempt),
                        live.keySet().stream().map(this::entry).toList()));
    }

    private DatabasesAnswer.Entry entry(String name) {
        return new DatabasesAnswer.Entry(
                name,
                "/data/" + name + ".db",
                Optional.of((long) live.get(name).length()),
                kept.entrySet().stream()
                        .filter(it -> it.getValue().containsKey(name))
                        .map(it -> new DatabasesAnswer.Kept(it.getKey(), 1))
                        .toList());
    }

    private Json replace(ReplaceRequest request) {
        if (requestsUntilReplace.isPresent()) {
            requestsLeft = requestsUntilReplace.getAsInt();
            requestsUntilReplace = OptionalInt.empty();
            late = Optional.of(request);
            throw new PowerCut.Dark();
        }
        if (kept.containsKey(request.attempt())) {
            return state(request, ReplaceAnswer.State.DONE, Optional.empty());
        }
        if (replacing.isPresent()) {
            return replacing.get().equals(request)
                    ? state(request, ReplaceAnswer.State.RUNNING, Optional.empty())
                    : error(HookCodes.REPLACE_ACTIVE);
        }
        if (restartsBeforeReplace > 0 && request.restores().isEmpty()) {
            restartsBeforeReplace--;
            restart();
        }
        if (!incoming(request).keySet().containsAll(request.databases())) {
            return error(HookCodes.UPLOAD_MISSING);
        }
        if (takesRequests > 0) {
            replacing = Optional.of(request);
            requestsLeft = takesRequests;
            return state(request, ReplaceAnswer.State.RUNNING, Optional.empty());
        }
        return replaced(request);
    }

    private Map<String, String> incoming(ReplaceRequest request) {
        return request.restores().map(it -> kept.getOrDefault(it, Map.of())).orElse(uploads);
    }

    private static Json error(String code) {
        return JsonText.parseObject(
                "{\"error\":{\"code\":\"%s\",\"message\":\"not now\"}}".formatted(code));
    }

    private Json replaced(ReplaceRequest request) {
        if (putsBack) {
            uploads.clear();
            return state(
                    request, ReplaceAnswer.State.PUT_BACK, Optional.of("the app ended within 1 s"));
        }
        Map<String, String> old = new TreeMap<>(live);
        old.keySet().retainAll(request.databases());
        for (String name : request.databases()) {
            live.put(name, incoming(request).get(name));
        }
        kept.put(request.attempt(), old);
        request.restores().ifPresent(kept::remove);
        uploads.clear();
        return state(request, ReplaceAnswer.State.DONE, Optional.empty());
    }

    private static Json state(
            ReplaceRequest request, ReplaceAnswer.State state, Optional<String> why) {
        return Records.write(
                ReplaceAnswer.class,
                new ReplaceAnswer(
                        request.attempt(), Optional.empty(), state, Optional.empty(), why));
    }

    @Override
    public HookReply put(UploadPart part, byte[] bytes, Duration limit) {
        cut.passed();
        goOn();
        if (replacing.isPresent()) {
            return reply(error(HookCodes.REPLACE_ACTIVE));
        }
        if (!uploading.equals(part.attempt())) {
            uploads.clear();
            uploading = part.attempt();
        }
        String before = uploads.getOrDefault(part.database(), "");
        if (before.length() == part.offset()) {
            uploads.put(part.database(), before + new String(bytes, StandardCharsets.US_ASCII));
        }
        cut.passed();
        if (losesAnswersTo.contains("upload")) {
            return new HookReply.NoAnswer("it was lost");
        }
        return reply(
                Records.write(
                        UploadAnswer.class,
                        new UploadAnswer(
                                part.attempt(),
                                part.database(),
                                uploads.getOrDefault(part.database(), "").length(),
                                part.bytes())));
    }

    @Override
    public int partBytes() {
        return PART_BYTES;
    }

    @Override
    public String name() {
        return "direct";
    }

    @Override
    public String where() {
        return "the stand-in";
    }

    @Override
    public void close() {}

    static List<String> names() {
        return List.of("main", "orders");
    }
}
