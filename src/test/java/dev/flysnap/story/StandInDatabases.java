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

    void restart() {
        uploads.clear();
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
        Json answer = answer(call);
        cut.passed();
        return losesAnswersTo.contains(call.verb())
                ? new HookReply.NoAnswer("it was lost")
                : reply(answer);
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
        if (kept.containsKey(request.attempt())) {
            return state(request, ReplaceAnswer.State.DONE, Optional.empty());
        }
        if (restartsBeforeReplace > 0 && request.restores().isEmpty()) {
            restartsBeforeReplace--;
            restart();
        }
        Map<String, String> incoming =
                request.restores().map(it -> kept.getOrDefault(it, Map.of())).orElse(uploads);
        if (!incoming.keySet().containsAll(request.databases())) {
            return JsonText.parseObject(
                    "{\"error\":{\"code\":\"%s\",\"message\":\"not here\"}}"
                            .formatted(HookCodes.UPLOAD_MISSING));
        }
        if (putsBack) {
            uploads.clear();
            return state(
                    request, ReplaceAnswer.State.PUT_BACK, Optional.of("the app ended within 1 s"));
        }
        Map<String, String> old = new TreeMap<>(live);
        old.keySet().retainAll(request.databases());
        for (String name : request.databases()) {
            live.put(name, incoming.get(name));
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
