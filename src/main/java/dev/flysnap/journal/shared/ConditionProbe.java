package dev.flysnap.journal.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.s3.S3Bucket;
import java.util.Optional;
import java.util.UUID;

/** Whether a store obeys conditions: some ignore them, and would give one lock to two. */
public final class ConditionProbe {

    /**
     * Writes a small object, and deletes it.
     *
     * @return what is wrong
     * @throws dev.flysnap.problem.FlysnapException if the store cannot be used at all
     */
    public static Optional<Problem> of(ConditionalObjects objects) {
        String name = "probes/" + UUID.randomUUID();
        try {
            Optional<String> first = put(objects, name, "1", new Condition.Absent());
            boolean isGood =
                    first.isPresent() && put(objects, name, "2", new Condition.Absent()).isEmpty();
            if (isGood) {
                Condition seen = new Condition.Version(first.get());
                isGood =
                        put(objects, name, "3", seen).isPresent()
                                && put(objects, name, "4", seen).isEmpty();
            }
            return isGood
                    ? Optional.empty()
                    : Optional.of(SharedProblems.conditionsIgnored(objects.where()));
        } catch (FlysnapException e) {
            if (e.problem().code().equals(S3Bucket.NO_CONDITIONS)) {
                return Optional.of(SharedProblems.conditionsUnknown(objects.where()));
            }
            throw e;
        } finally {
            objects.delete(name);
        }
    }

    private static Optional<String> put(
            ConditionalObjects objects, String name, String text, Condition condition) {
        return objects.put(name, text.getBytes(UTF_8), condition);
    }

    private ConditionProbe() {}
}
