"""What is asked: definitions of forms, field types, conditions, rendering and checking of answers.

It keeps nothing and knows no case: answers come in, a state and markup go out.
"""
