package dev.flysnap.cli.restore;

import dev.flysnap.restore.request.ImageChoice;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.runtime.Prompt;
import java.util.Optional;

/** Asks which image to use, on a terminal. */
final class ImagePrompt {

    static ImageQuestion of(Optional<Prompt> prompt) {
        return prompt.<ImageQuestion>map(present -> (then, now) -> ask(present, then, now))
                .orElse(ImageQuestion.NOBODY);
    }

    private static Optional<ImageChoice> ask(Prompt prompt, String then, String now) {
        String question =
                """
                Another image runs now than when the snapshot was taken:
                  snapshot  %s
                  current   %s
                Which one should the new machine run (snapshot or current)?\
                """
                        .formatted(then, now);
        return prompt.ask(question)
                .filter(it -> it.equals("snapshot") || it.equals("current"))
                .map(ImageChoice::parse);
    }

    private ImagePrompt() {}
}
