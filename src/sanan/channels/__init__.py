"""Roads to the outside: SMS, WeCom, WeChat, e-mail, push, providers of identities.

One folder each: transport, and a fake that is itself verified.
Channels carry text to an address and say whether it arrived. They know no case and no person.
"""
