package dev.flysnap.fly.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row of the table by a refusal that Fly has given, or one of its shape. */
class RefusalTableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | insufficient quota                                        |                       | NOT_AUTHORISED",
                "429 | rate limit exceeded                                       |                       | RATE_LIMITED",
                "404 | snapshot not found                                        |                       | SNAPSHOT_UNKNOWN",
                "404 | volume vol_4qk5xqz7y1mj8w2r does not exist                |                       | VOLUME_UNKNOWN",
                "404 | machine not found                                         |                       | NOT_FOUND",
                "404 | no capacity                                               |                       | NOT_FOUND",
                "412 | no host has the room                                      | insufficient_capacity | NO_CAPACITY",
                "422 | invalid guest                                             | insufficient_capacity | NO_CAPACITY",
                "503 | try later                                                 | insufficient_capacity | NO_CAPACITY",
                "409 | already_exists: unique machine name violation             | name_taken            | NAME_TAKEN",
                "403 | organization shop is using 4096 MB of memory in dfw which is over the allowed quota. please consider other regions | | REGION_QUOTA",
                "403 | Your organization has reached its quota for region fra    |                       | REGION_QUOTA",
                "412 | over the volume limit in region ams                       |                       | REGION_QUOTA",
                "403 | organization is over its volume quota                     |                       | QUOTA",
                "403 | the organization has used all in its quota                |                       | QUOTA",
                "409 | machine limit reached                                     |                       | QUOTA",
                "400 | quota reached in fra                                      |                       | REGION_QUOTA",
                "422 | over the allowed quota                                    |                       | QUOTA",
                "403 | insufficient permissions                                  |                       | NOT_AUTHORISED",
                "400 | volume size (10 GiB) is smaller than the snapshot size (11 GiB)                    | | VOLUME_TOO_SMALL",
                "412 | invalid_argument: volume size (1 GB) is smaller than the volume size (3 GB)        | | VOLUME_TOO_SMALL",
                "400 | snapshot vs_abcdef not found                              |                       | SNAPSHOT_UNKNOWN",
                "400 | volume not found                                          |                       | VOLUME_UNKNOWN",
                "412 | failed_precondition: volume vol_4qk5xqz7y1mj8w2r not found                         | | VOLUME_UNKNOWN",
                "400 | no capacity                                               |                       | NO_CAPACITY",
                "422 | insufficient resources                                    |                       | NO_CAPACITY",
                "409 | aborted: could not reserve resource for machine: insufficient memory available     | | NO_CAPACITY",
                "412 | insufficient resources to create new machine with existing volume                  | | NO_CAPACITY",
                "423 | no space left on the host                                 |                       | NO_CAPACITY",
                "409 | lease currently held by ops                               |                       | LEASED",
                "409 | another operation is running, please wait                 |                       | CONFLICT",
                "412 | failed_precondition: machine getting replaced             |                       | PRECONDITION",
                "423 | locked                                                    |                       | CONFLICT",
                "422 | the guest is odd                                          |                       | BAD_INPUT",
                "413 | too large                                                 |                       | BAD_INPUT",
                "400 | invalid_argument: region 'zzz' is not valid               |                       | BAD_INPUT",
                "400 | name must be at most 30 letters                           |                       | BAD_INPUT",
                "400 | volumes cannot be made there today                        |                       | OTHER",
                "402 | payment required                                          |                       | OTHER"
            })
    void eachRefusalHasItsMeaning(int status, String text, String code, RefusalMeaning meaning) {
        ErrorText error = new ErrorText(text, Optional.ofNullable(code));
        assertEquals(Optional.of(meaning), RefusalTable.meaning(status, error));
    }

    @ParameterizedTest
    @CsvSource({"408, no capacity", "500, no capacity", "503, over the quota", "302, moved"})
    void whatLeavesOpenWhetherItHappenedIsNoRefusal(int status, String text) {
        assertEquals(
                Optional.empty(),
                RefusalTable.meaning(status, new ErrorText(text, Optional.empty())));
    }

    @Test
    void theSizeThatAVolumeMustHaveIsRead() {
        assertEquals(
                Optional.of(11),
                requiredGb("volume size (10 GiB) is smaller than the snapshot size (11 GiB)"));
        assertEquals(
                Optional.of(12),
                requiredGb("volume size (10 GiB) is smaller than the snapshot size (11.2 GiB)"));
        assertEquals(
                Optional.empty(),
                requiredGb("volume size (10 GiB) is smaller than the snapshot size"));
    }

    private static Optional<Integer> requiredGb(String text) {
        return RefusalTable.requiredGb(new ErrorText(text, Optional.empty()));
    }
}
