package dev.flysnap.cli.terminal;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.runtime.Prompt;
import java.util.Optional;

/** The user's consent before something is removed, or put out of service. */
public final class Confirmation {
    private static final String YES = "yes";
    public static final String FOR_GOOD = "This cannot be undone. Type yes to continue:";

    /**
     * @param confirmed by {@code --yes}
     * @param prompt absent in a script
     * @param question to be answered with {@code yes}
     * @param notConfirmed the problem if nobody can be asked or the answer is another
     * @throws dev.flysnap.problem.FlysnapException if there is no consent
     */
    public static void demand(
            boolean confirmed, Optional<Prompt> prompt, String question, Problem notConfirmed) {
        if (!confirmed && prompt.flatMap(it -> it.ask(question)).filter(YES::equals).isEmpty()) {
            throw notConfirmed.exception();
        }
    }

    /**
     * Asks for the app's name before a cutover. In a script, {@code --cutover} needs no further
     * confirmation.
     *
     * @param confirmed by {@code --yes}
     * @param prompt absent in a script
     * @throws dev.flysnap.problem.FlysnapException if there is no consent
     */
    public static void demandForCutover(AppName app, boolean confirmed, Optional<Prompt> prompt) {
        if (confirmed || prompt.isEmpty()) {
            return;
        }
        Optional<String> answer =
                prompt.get()
                        .ask(
                                "%s will be unavailable for a moment. Type its name to continue:"
                                        .formatted(app));
        if (answer.filter(it -> it.equals(app.value())).isEmpty()) {
            throw new Problem(
                            "cutover-not-confirmed",
                            ExitCode.FAILED,
                            "Nothing was touched.",
                            "The answer was not the name of the app, " + app + ".",
                            "Run it again and type the name, or add --yes")
                    .exception();
        }
    }

    private Confirmation() {}
}
