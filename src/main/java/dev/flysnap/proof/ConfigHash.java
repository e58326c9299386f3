package dev.flysnap.proof;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Lets two configs be compared without showing either: the SHA-256 of the config's JSON with fields
 * sorted by name and without spaces.
 */
public final class ConfigHash {
    /** In hex. */
    public static String of(Json.Obj config) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(
                                            JsonText.print(sorted(config))
                                                    .getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Json sorted(Json json) {
        return switch (json) {
            case Json.Obj object -> {
                SequencedMap<String, Json> fields = new LinkedHashMap<>();
                new TreeMap<>(object.fields())
                        .forEach((name, value) -> fields.put(name, sorted(value)));
                yield new Json.Obj(fields);
            }
            case Json.Arr(List<Json> items) ->
                    new Json.Arr(items.stream().map(ConfigHash::sorted).toList());
            case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> json;
        };
    }

    private ConfigHash() {}
}
