package mclspark.schema;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a password, and what only looks like one. */
final class PasswordsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://KEY:SECRET@bucket/run",
        "S3A://KEY:SECRET@bucket/run",
        "s3n://KEY:SEC/RET@bucket/run",
        "hdfs://user:@host/run",
        "hdfs://:12345@host:8020/run",
        " ftp://u:p@host",
        "https://account.blob.core.windows.net/c/run?sv=2026-01-01&sig=abc%3D",
        "abfss://c@account.dfs.core.windows.net/run?SIG=abc",
        "https://bucket.s3.amazonaws.com/run?X-Amz-Credential=A&X-Amz-Signature=0f",
        "http://host/run?access_token=abc"
      })
  void passwordsAreFound(String text) {
    assertTrue(Passwords.isIn(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://host:8020/user@example/run",
        "hdfs://host:8020",
        "hdfs://[::1]:8020/a@b",
        "abfss://container@account.dfs.core.windows.net/run:1@2",
        "file:///a:b@c",
        "/data/a:b@c",
        "runs/a:b@c",
        "https://host/run?version=3&design=4",
        "s3a://bucket/token=3/sig=4",
        "/data/run?sig=x",
        "https://host/run?sig=",
        ""
      })
  void addressesAreNot(String text) {
    assertFalse(Passwords.isIn(text));
  }
}
