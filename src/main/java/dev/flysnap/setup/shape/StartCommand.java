package dev.flysnap.setup.shape;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an image starts, in one of Docker's two forms. */
public sealed interface StartCommand {
    /** {@code CMD ["node", "server.js"]}: word for word. */
    record Words(List<String> words) implements StartCommand {
        @Override
        public String line() {
            return String.join(" ", words);
        }
    }

    /** {@code CMD node server.js}: for a shell. */
    record Line(String line) implements StartCommand {}

    /** As one line of text. */
    String line();

    /** Empty where nothing is started. */
    static Optional<StartCommand> parse(String text) {
        if (text.isBlank() || text.strip().equals("[]")) {
            return Optional.empty();
        }
        try {
            if (text.strip().startsWith("[")
                    && JsonText.parse(text.strip()) instanceof Json.Arr(List<Json> items)) {
                List<String> words = new ArrayList<>();
                for (Json item : items) {
                    if (item instanceof Json.Str(String word)) {
                        words.add(word);
                    }
                }
                return words.size() == items.size()
                        ? Optional.of(new Words(List.copyOf(words)))
                        : Optional.of(new Line(text.strip()));
            }
        } catch (MalformedJson e) {
            // Docker also treats malformed JSON as a shell command.
        }
        return Optional.of(new Line(text.strip()));
    }
}
