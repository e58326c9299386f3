package dev.flysnap.cli;

import dev.flysnap.problem.Problem;
import java.util.Optional;

/** A person's word before something is removed, or put out of service. */
final class OwnWord {
    private static final String YES = "yes";
    static final String FOR_GOOD = "There is no way back. Type yes to go on:";

    /**
     * @param given by {@code --yes}
     * @param person who can be asked
     * @param question that {@code yes} answers
     * @param missing what to say where nobody can be asked, or the answer is another
     * @throws dev.flysnap.problem.FlysnapException if it is not given
     */
    static void demand(boolean given, Optional<Person> person, String question, Problem missing) {
        if (given) {
            return;
        }
        Optional<String> answer = person.flatMap(it -> it.answer(question));
        if (answer.filter(YES::equals).isEmpty()) {
            throw missing.exception();
        }
    }

    private OwnWord() {}
}
