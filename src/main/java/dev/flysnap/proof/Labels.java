package dev.flysnap.proof;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Labels that a user gives a snapshot, such as {@code release=42}. Kept in the receipt. */
public record Labels(SequencedMap<String, String> named) {
    public static final Labels NONE = new Labels(new LinkedHashMap<>());

    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._/-]{0,62})=(\\P{Cntrl}{1,100})");
    private static final int MAX_LABELS = 20;

    public Labels {
        named = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(named));
    }

    /**
     * @param texts such as {@code release=42}; at most 20, each name once
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Labels parse(List<String> texts) {
        if (texts.size() > MAX_LABELS) {
            throw new IllegalArgumentException("there are more than " + MAX_LABELS + " labels");
        }
        SequencedMap<String, String> named = new LinkedHashMap<>();
        for (String text : texts) {
            var matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "\"%s\" is no label: those look like release=42".formatted(text));
            }
            if (named.putIfAbsent(matcher.group(1), matcher.group(2)) != null) {
                throw new IllegalArgumentException(
                        "the label " + matcher.group(1) + " is given twice");
            }
        }
        return new Labels(named);
    }

    public boolean isEmpty() {
        return named.isEmpty();
    }

    /** Whether it has all of the {@code wanted} labels. */
    public boolean containsAll(Labels wanted) {
        return named.entrySet().containsAll(wanted.named.entrySet());
    }

    @Override
    public String toString() {
        return named.entrySet().stream()
                .map(it -> it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(", "));
    }
}
