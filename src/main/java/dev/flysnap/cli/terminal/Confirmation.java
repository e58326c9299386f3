package dev.flysnap.cli.terminal;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.Optional;

/** The user's consent before something is removed, or put out of service. */
public final class Confirmation {
    private static final String YES = "yes";
    public static final String FOR_GOOD = "There is no way back. Type yes to go on:";

    /**
     * @param given by {@code --yes}
     * @param person who can be asked
     * @param question that {@code yes} answers
     * @param missing what to say where nobody can be asked, or the answer is another
     * @throws dev.flysnap.problem.FlysnapException if there is no consent
     */
    public static void demand(
            boolean given, Optional<LinePrompt> person, String question, Problem missing) {
        if (!given && person.flatMap(it -> it.answer(question)).filter(YES::equals).isEmpty()) {
            throw missing.exception();
        }
    }

    /**
     * Asks for the app's name before a cutover. In a script, {@code --cutover} needs no further
     * confirmation.
     *
     * @param given by {@code --yes}
     * @param person who can be asked
     * @throws dev.flysnap.problem.FlysnapException if there is no consent
     */
    public static void ofCutover(AppName app, boolean given, Optional<LinePrompt> person) {
        if (given || person.isEmpty()) {
            return;
        }
        Optional<String> answer =
                person.get()
                        .answer(
                                "This puts %s out of service for a moment. Type its name to go on:"
                                        .formatted(app));
        if (answer.filter(it -> it.equals(app.value())).isEmpty()) {
            throw new Problem(
                            "cutover-not-confirmed",
                            ExitCode.FAILED,
                            "Nothing was touched.",
                            "The answer was not the name of the app, " + app + ".",
                            "Run it again and type the name, or say it beforehand: --yes")
                    .exception();
        }
    }

    private Confirmation() {}
}
